import Catalog
import ReplayBuffers

/// What the property about dumps needs: buffers that hold a component, and items that any of them takes.
extension DeclarationSamples {
  /// What goes with an ensemble's part that is tried.
  static let ensembleParts = [
    "storage": "storage_ensemble(ram(6), ram(6))", "sampler": "sampler_ensemble(random(), random())",
    "writer": "writer_ensemble(round_robin(), round_robin())",
  ]

  /// Fields that no dump can keep; the empty name stands for all of a component.
  static let withoutDump: [String: [String: String]] = [
    "offline_to_online": ["": "TorchRL's class has no dumps either"],
    "memmap": ["scratch_dir": sharedFolder, "auto_cleanup": sharedFolder],
  ]
  private static let sharedFolder = "the files of the first storage are in the folder that the second is given"

  static func isWithoutDump(_ spec: ComponentSpec, _ parameter: Parameter) -> Bool {
    let fields = withoutDump[spec.signature.name] ?? [:]
    return fields[""] != nil || fields[parameter.name] != nil
  }

  /// A storage in which the component finds what it needs: ends and trajectories are those of a full one.
  static func dumpStorage(_ arguments: [String: String]) -> String {
    if arguments["ends"] != nil || arguments["trajectories"] != nil { return "ram(4)" }
    return "ram(6)"
  }

  /// The statement that puts items into the buffer `held`; nil for one that takes none.
  static func filling(_ spec: ComponentSpec, _ arguments: [String: String]) -> String? {
    switch spec.signature.name {
    case "immutable": return nil
    case "tensor_storage":
      // Of two storage dimensions the last one grows.
      return arguments["ndim"] == nil ? "held.extend(given + 1)" : "held.extend((given + 1).transpose(0, 1))"
    // What is compressed can be dumped where it has no nested tensordicts.
    case "compressed": return "held.extend(items.select(\"obs\", \"rank\"))"
    case "ensemble", "storage_ensemble", "sampler_ensemble", "writer_ensemble":
      return "held[0].extend(items); held[1].extend(items)"
    default:
      let isGrid = arguments["ndim"] != nil || arguments["dim_extend"] != nil
      return "held.extend(\(isGrid ? "grid" : "items"))"
    }
  }
}
