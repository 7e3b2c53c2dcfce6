print("rbbench")
