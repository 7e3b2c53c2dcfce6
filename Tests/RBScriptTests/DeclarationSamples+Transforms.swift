extension DeclarationSamples.Family {
  static let transforms = Self(
    byName: [
      "dim": "-2", "time_dim": "-3", "sample_dim": "-2", "first_dim": "-3", "last_dim": "-2", "dims": "(-1, -2)",
      "in_keys_inv": "[\"key\", (\"deep\", \"key\")]",
    ],
    coupledByName: [
      "out_keys": ["in_keys": "[\"a\", (\"deep\", \"a\")]"],
      "out_keys_inv": ["in_keys_inv": "[\"a\", (\"deep\", \"a\")]"],
    ],
    special: [
      "clip_transform": ["low": "-1.5", "high": "2"],
      "compose": ["trsfs": "exclude(\"a\"), unsqueeze(-1)"],
      "exclude": ["excluded_keys": "\"a\", (\"deep\", \"a\")"],
      "hash_transform": ["seed": "\"salt\"", "repertoire": "{(1, 2): \"abc\"}"],
      "linearise_rewards": ["weights": "[0.12345678, 2.0]"],
      "observation_norm": ["loc": "tensor([0.5, 0.25])", "scale": "tensor([2.0, 4.0])"],
      "rename": ["in_keys": "[\"a\", \"b\"]", "out_keys": "[\"x\", (\"deep\", \"y\")]"],
      "resize": ["w": "7", "h": "5"],
      "reward_clipping": ["clamp_min": "-1", "clamp_max": "0.1"],
      "reward_scaling": ["loc": "0.1", "scale": "2"],
      "select": ["selected_keys": "\"a\", (\"deep\", \"a\")"],
      "stack_transform": ["out_key": "\"stacked\"", "in_key_inv": "\"whole\"", "out_keys_inv": "[\"x\", \"y\"]"],
      "tensordict_primer": [
        "primers": "{\"h\": zeros(2), \"g\": bounded_spec(-1.0, 1.0, [3]), \"n\": categorical_spec(4)}",
        "default_value": "{\"h\": 0.1, \"n\": 2}",
      ],
      "vec_norm": ["shapes": "[[2], [3, 1]]"],
    ],
    always: [
      "observation_norm": ["in_keys": "[\"a\", (\"deep\", \"a\")]"],
      "rename": ["in_keys": "[\"a\", \"b\"]", "out_keys": "[\"x\", \"y\"]"],
      "tensordict_primer": ["primers": "{\"h\": zeros(2), \"n\": zeros([], dtype: int64)}"],
    ],
    coupled: [
      "clip_transform": [
        "in_keys": ["low": "0.0"], "out_keys": ["low": "0.0", "in_keys": "[\"a\", \"b\"]"],
        "in_keys_inv": ["low": "0.0"], "out_keys_inv": ["low": "0.0", "in_keys_inv": "[\"a\", \"b\"]"],
        "low": ["high": "3.5"], "high": ["low": "-2.5"],
      ],
      "cat_tensors": ["sort": ["in_keys": "[\"b\", \"a\"]"], "dim": ["in_keys": "[\"b\", \"a\"]"]],
      "center_crop": ["h": ["w": "9"]], "crop": ["h": ["w": "9"]],
      "hash_transform": ["in_keys": ["out_keys": "[\"x\", \"y\"]"]],
      "observation_norm": ["loc": ["scale": "0.5"], "scale": ["loc": "0.5"]],
      "stack_transform": [
        "in_key_inv": ["out_keys_inv": "[\"x\", \"y\"]"], "out_keys_inv": ["in_key_inv": "\"whole\""],
      ],
      "tensordict_primer": [
        "single_default_value": ["primers": "{\"h\": zeros(2)}", "default_value": "whole"]
      ],
      "unary": ["in_keys": ["out_keys": "[\"x\", \"y\"]"]],
    ]
  )
}
