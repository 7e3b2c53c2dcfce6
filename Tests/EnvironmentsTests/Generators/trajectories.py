"""Trajectories of the real gymnasium for Vectors/trajectories.json: 10 seeds x 500 steps for each environment.

Run with the reference environment: python trajectories.py > ../Vectors/trajectories.json
Actions are a fixed function of the step, so that Swift makes the same ones. Observations (float32), rewards (as
float64) and end marks go into one FNV-1a hash per seed; the first and last observations are written out to help.
"""
import json, struct, sys
import gymnasium as gym
import numpy as np

IDS = ["CartPole-v0", "CartPole-v1", "Pendulum-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Acrobot-v1"]

def fnv(hash, data):
    for byte in data:
        hash = ((hash ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return hash

def action(space, seed, step):
    # A Weyl sequence: uneven, and the same in every language.
    word = (seed * 0x9E3779B97F4A7C15 + step * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    word ^= word >> 31
    if isinstance(space, gym.spaces.Discrete):
        return int(word >> 33) % int(space.n)
    # From 1.25 times the lower bound to 1.25 times the upper one: clipping is part of the dynamics.
    part = np.float32(((word >> 40) & 0xFFFF) / 65536.0 * 2 - 1)
    return np.array([part * np.float32(1.25) * np.float32(space.high[0])], dtype=np.float32)

def run(id, seed, steps=500):
    env = gym.make(id)
    obs, _ = env.reset(seed=seed)
    first = obs
    hash = fnv(0xCBF29CE484222325, obs.astype("<f4").tobytes())
    ends = 0
    for step in range(steps):
        obs, reward, terminated, truncated, _ = env.step(action(env.action_space, seed, step))
        hash = fnv(hash, obs.astype("<f4").tobytes())
        hash = fnv(hash, struct.pack("<d??", float(reward), terminated, truncated))
        if terminated or truncated:
            ends += 1
            obs, _ = env.reset()
            hash = fnv(hash, obs.astype("<f4").tobytes())
    return {"seed": seed, "steps": steps, "hash": f"{hash:016x}", "ends": ends,
            "first": [float(x) for x in first], "last": [float(x) for x in obs]}

if __name__ == "__main__":
    json.dump({id: [run(id, seed) for seed in range(10)] for id in IDS}, sys.stdout, indent=0)
