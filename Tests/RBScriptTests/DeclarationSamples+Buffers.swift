extension DeclarationSamples.Family {
  static let buffers = Self(
    byName: [
      "alpha": "0.7", "beta": "0.6", "eps": "0.001", "dim_extend": "0", "collate_fns": "[twice, None]",
      "p": "[0.25, 0.75]", "num_buffer_sampled": "2", "routing_dim": "0", "offline_fraction": "0.25",
      "her_ratio": "0.25",
    ],
    coupledByName: ["prefetch": ["batch_size": "4"], "dim_extend": ["storage": "ram(12, ndim: 2)"]],
    special: ["ensemble": ["rbs": "buffer(storage: ram(3)), td_buffer(storage: ram(5))"]],
    always: ["offline_to_online": ["online_storage": "ram(9)"]]
  )

  /// Storages, writers and sample units.
  static let parts = Self(
    byName: ["scratch_dir": "tempdir()", "ndim": "2"],
    special: [
      "tensor_storage": ["storage": "given"],
      "storage_ensemble": ["storages": "ram(3), list(4)"],
      "writer_ensemble": ["writers": "round_robin(), max_value(\"rank\")"],
    ],
    coupled: [
      "memmap": ["existsok": ["scratch_dir": "tempdir()"], "auto_cleanup": ["scratch_dir": "tempdir()"]]
    ]
  )

  static let schedulers = Self(
    byName: [
      "obj": "prioritized(0.7, 0.6)", "param_name": "\"beta\"", "final_value": "1.0", "min_value": "0.125",
      "max_value": "0.875",
    ],
    special: [
      "scheduler_list": [
        "schedulers":
          "[step_scheduler(prioritized(0.7, 0.6), \"alpha\", 0.5), lambda_scheduler(prioritized(0.7, 0.6), \"beta\", twice)]"
      ]
    ]
  )
}
