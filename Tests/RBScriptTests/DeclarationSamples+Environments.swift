extension DeclarationSamples.Family {
  static let environments = Self(
    byName: [
      "device": "\"cpu\"", "env_name": "\"CartPole-v1\"", "create_env_fn": "() -> gym(\"CartPole-v1\")",
      "num_workers": "2",
      "reset": "start", "step": "go", "set_seed": "twice", "action_spec": "bounded_spec(-1.0, 1.0, [1])",
    ],
    special: [
      "transformed_env": ["transform": "step_counter()", "auto_unwrap": "False"]
    ],
    coupled: [
      "gym": ["pixels_only": ["from_pixels": "True"]],
      "transformed_env": [
        "auto_unwrap": ["base_env": "transformed_env(gym(\"CartPole-v1\"), step_counter())"]
      ],
    ]
  )

  static let collectors = Self(
    byName: [
      "device": "\"cpu\"", "storing_device": "\"cpu\"", "policy_device": "\"cpu\"", "env_device": "\"cpu\"",
      "policy": "random_policy(one_hot_spec(2))", "policy_factory": "decide", "frames_per_batch": "12",
      "total_frames": "48", "pre_collect_hook": "nothing", "traj_format": "\"cat\"", "init_fn": "nothing",
    ],
    coupledByName: [
      "extend_buffer": ["replay_buffer": "buffer(storage: ram(7))"],
      "trajs_per_write": ["replay_buffer": "buffer(storage: ram(7))"],
      "traj_format": ["trajs_per_batch": "3"],
    ],
    special: [
      "multi_sync_collector": [
        "create_env_fn": "[() -> gym(\"CartPole-v1\"), () -> gym(\"CartPole-v1\")]", "frames_per_batch": "[5, 7]",
        "cat_results": "0",
      ],
      "multi_async_collector": [
        "create_env_fn": "[() -> gym(\"CartPole-v1\"), () -> gym(\"CartPole-v1\")]", "frames_per_batch": "[5, 7]",
      ],
      "random_policy": ["action_spec": "one_hot_spec(2)"],
    ]
  )

  static let specs = Self(
    byName: ["device": "\"cpu\"", "mask": "tensor([True, False, True])", "low": "-1.5", "high": "2.0"],
    special: [
      "one_hot_spec": ["shape": "[2, 3]"], "binary_spec": ["shape": "[2, 3]"],
      "bounded_spec": ["domain": "\"discrete\""], "BoundedContinuous": ["domain": "\"discrete\""],
      "unbounded_spec": ["domain": "\"discrete\""], "UnboundedContinuous": ["domain": "\"discrete\""],
      "composite_spec": [
        "specs": "{\"a\": bounded_spec(-1.0, 1.0, [3]), \"b\": composite_spec({\"c\": binary_spec(4)})}",
        "names": "[\"time\", \"env\"]",
      ],
    ],
    always: ["binary_spec": ["n": "3"]],
    coupled: [
      "composite_spec": ["names": ["shape": "[2, 3]"]], "BoundedDiscrete": ["domain": ["dtype": "int64"]],
    ]
  )
}
