import Catalog
import ReplayBuffers
import Tensors

/// The methods that storages, samplers and writers have in common: each is written and read by itself.
enum PartMethods {
  /// - Parameters:
  ///   - part: What it is, for messages and help.
  ///   - aliases: Whether it has the other names of these methods, too.
  static func files(
    _ part: String, aliases: Bool, dumpsExample: Example, loadsExample: Example
  ) -> [Builtin] {
    [
      Builtin(
        "dumps", aliases: aliases ? ["save", "dump"] : [],
        "Writes the \(part) alone to a folder, as it stands in the dump of a buffer.",
        [Parameter("path", .path, "The folder; the one above it must be there.")], examples: [dumpsExample]
      ) { call in
        try self.part(call, part).dumpAlone(to: try call.path("path"))
        return .none
      },
      Builtin(
        "loads", aliases: aliases ? ["load"] : [],
        "Takes what dumps() wrote; what does not fit leaves the \(part) as it was.",
        [Parameter("path", .path, "The folder.")], examples: [loadsExample]
      ) { call in
        try self.part(call, part).loadAlone(from: try call.path("path"))
        return .none
      },
    ]
  }

  private static func part(_ call: Call, _ name: String) throws -> any DumpablePart {
    guard let part = call.receiver.object(DomainObject.self)?.native as? any DumpablePart else {
      throw Failure.type("expected a \(name) before the dot")
    }
    return part
  }
}

/// The methods of storages beside those that read them.
enum StorageMethods {
  private static let setup = "rb = buffer(storage: ram(4)); rb.extend(arange(3)); "

  static let all: [Builtin] =
    [
      Builtin(
        "set", "Writes items into rows of your choice; the number of items grows with the largest.",
        [
          Parameter("cursor", .any, "The row of one item, or a slice, a tensor or a list of as many rows as items."),
          Parameter("data", .any, "The item, or the items."),
          .optional(
            "set_cursor", .bool, default: "True", "Whether the last row counts as the one written last.",
            labelOnly: true),
        ],
        examples: [
          Example(
            setup + "rb.storage.set(3, tensor(7)); rb.storage.set([0, 1], tensor([8, 9])); print(rb[:])",
            prints: "tensor([8, 9, 2, 7])")
        ]
      ) { call in
        guard let storage = call.receiver.object(DomainObject.self)?.native as? any Storage else {
          throw Failure(.attribute, "an ensemble of storages is not written to", help: "write to one of them")
        }
        try storage.set(
          try call["cursor"].storageIndex(call.interpreter), to: try call["data"].tree(call.interpreter),
          movesCursor: try call.bool("set_cursor", default: true))
        return .none
      }
    ]
    + PartMethods.files(
      "storage", aliases: true,
      dumpsExample: Example(
        setup + "path = tempdir() / \"items\"; rb.storage.dumps(path); s = ram(4); s.loads(path); print(s[:])",
        prints: "tensor([0, 1, 2])"),
      loadsExample: Example(
        setup + "path = tempdir() / \"items\"; rb.storage.dumps(path); rb[0] = tensor(9); rb.storage.loads(path); "
          + "print(rb[:])", prints: "tensor([0, 1, 2])"))
}
