extension DeclarationSamples.Family {
  static let samplers = Self(
    byName: [
      "alpha": "0.7", "beta": "0.6", "eps": "0.001", "ends": "tensor([False, True, False, True])",
      "trajectories": "tensor([0, 0, 1, 1])", "compile": "True", "span": "[True, 2]", "use_gpu": "True",
      "p": "[0.25, 0.75]", "num_buffer_sampled": "2", "num_groups": "2", "samples_per_group": "2", "num_slices": "2",
      "slice_len": "2",
    ],
    coupledByName: [
      "ends": ["cache_values": "True"], "trajectories": ["cache_values": "True"],
      "pad_output": ["strict_length": "False"],
    ],
    special: ["sampler_ensemble": ["samplers": "random(), consuming(3)"]],
    always: [
      "slices": ["num_slices": "2"], "slices_without_replacement": ["num_slices": "2"],
      "prompt_groups": ["num_groups": "2"], "prioritized_slices": ["num_slices": "2"],
      "streaming_slices": ["slice_len": "2"],
    ],
    coupled: [
      "slices": [
        "fragmented": ["traj_key": "\"episode\""], "step_key": ["fragmented": "True", "traj_key": "\"episode\""],
      ]
    ]
  )
}
