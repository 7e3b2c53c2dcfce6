import Catalog
import Tensors

extension TransitionUnit {
  public static let spec = ComponentSpec(
    .sampleUnit,
    Signature(
      "transition", aliases: ["Transition"], "Every item drawn is one record of the batch, as without a sample unit.",
      [], returns: "sample_unit",
      examples: [
        Example(
          "rb = buffer(storage: ram(4), batch_size: 3, sample_unit: transition())\nrb.extend(arange(4))\n"
            + "print(rb.sample().shape)", prints: "torch.Size([3])")
      ])
  ) { (_) throws(Failure) -> any TreeObject in TransitionUnit() }
}

extension SequenceUnit {
  public static let spec = ComponentSpec(
    .sampleUnit,
    Signature(
      "sequence", aliases: ["Sequence"],
      "Every item drawn becomes a window of records round it, with masks of what is learnt from and what is real.",
      [
        Parameter("length", .int, "The records to learn from, at least 1: the item drawn and those behind it."),
        .optional(
          "episode_boundary", .choice(EpisodeBoundary.allCases.map(\.rawValue)), default: "\"pad\"",
          "At the end of an episode: repeat the last record, move the window back, or go on to the write seam."),
        .optional(
          "done_key", .key, default: "(\"next\", \"done\")",
          "The flag of an episode's last row; None where all that is stored is one episode."),
        .optional("burn_in", .int, default: "0", "The records before the item drawn, at least 0."),
        .optional("bootstrap", .int, default: "0", "The records behind those to learn from, at least 0."),
        .optional("dilation", .int, default: "1", "The distance of one record from the next, at least 1."),
      ],
      returns: "sample_unit",
      examples: [
        Example(
          "rb = td_buffer(storage: ram(6), sampler: without_replacement(shuffle: False), batch_size: 2, "
            + "sample_unit: sequence(2, burn_in: 1))\n"
            + "rb.extend(tensordict({\"x\": arange(6), (\"next\", \"done\"): zeros(6, 1).bool()}, [6]))\n"
            + "s = rb.sample()\nprint(s[\"x\"].tolist(), s[\"validity_mask\"].tolist())",
          prints: "[0, 0, 1, 0, 1, 2] [False, True, True, True, True, True]")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    let word = try arguments.string("episode_boundary") ?? "pad"
    guard let boundary = EpisodeBoundary(rawValue: word) else {
      throw .value(
        "unknown episode_boundary '\(word)': expected one of "
          + EpisodeBoundary.allCases.map(\.rawValue.quoted).joined(separator: ", "),
        help: Suggestion.didYouMean(word, among: EpisodeBoundary.allCases.map(\.rawValue)),
        argument: "episode_boundary")
    }
    return try SequenceUnit(
      length: try arguments.required("length", try arguments.int("length")), boundary: boundary,
      doneKey: try arguments.key("done_key", default: ["next", "done"]),
      burnIn: try arguments.int("burn_in") ?? 0, bootstrap: try arguments.int("bootstrap") ?? 0,
      dilation: try arguments.int("dilation") ?? 1)
  }
}
