print("rbsh")
