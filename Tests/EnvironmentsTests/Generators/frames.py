"""Frames of the real gymnasium for Vectors/frames.json: means over blocks of 20 x 20 pixels.

Run with the reference environment: SDL_VIDEODRIVER=dummy python frames.py > ../Vectors/frames.json
"""
import json, os, sys
os.environ["SDL_VIDEODRIVER"] = "dummy"
import gymnasium as gym
import numpy as np

CASES = [
    ("CartPole-v0", [0, 0]), ("CartPole-v1", [1, 1, 0, 1]), ("Pendulum-v1", [1.5] * 12), ("Pendulum-v1", [-2.0] * 3),
    ("MountainCar-v0", [2] * 20), ("MountainCarContinuous-v0", [-1.0] * 20), ("Acrobot-v1", [0, 0, 2, 2, 2]),
]

def frame(id, actions, seed=3):
    env = gym.make(id, render_mode="rgb_array")
    env.reset(seed=seed)
    for action in actions:
        env.step(np.array([action], dtype=np.float32) if isinstance(action, float) else action)
    pixels = env.render().astype(np.float64)
    height, width, _ = pixels.shape
    blocks = pixels.reshape(height // 20, 20, width // 20, 20, 3).mean((1, 3))
    return {"id": id, "seed": seed, "actions": [float(a) for a in actions], "blocks": [round(x) for x in blocks.flatten().tolist()]}

json.dump([frame(*case) for case in CASES], sys.stdout, separators=(",", ":"))
