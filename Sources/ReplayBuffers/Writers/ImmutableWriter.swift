import Catalog
import Tensors

/// Refuses every write: for data that must stay as it is (TorchRL's `ImmutableDatasetWriter`).
public final class ImmutableWriter: Writer {
  public let lock = RecursiveLock()

  public init() {}

  public var cursor: Int? { nil }
  public var writeCount: Int { 0 }
  public var allowsWriting: Bool { false }

  static var refusal: Failure {
    .runtime("this buffer does not allow writing", help: "its writer is immutable(); set_writer puts another in")
  }

  public func add(_ data: Tree, to storage: any Storage) throws(Failure) -> Written? { throw Self.refusal }
  public func extend(_ data: Tree, to storage: any Storage) throws(Failure) -> Written { throw Self.refusal }
  public func attach(to storage: any Storage) {}
  /// Nothing: the items stay.
  public func empty(resetsWriteCount: Bool) {}

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .writer, "immutable", "ImmutableDatasetWriter", "Refuses every write, for data that must stay as it is.",
    fields: [Field<ImmutableWriter, Bool>.accepted("compilable", .bool, default: false)],
    examples: [
      Example(
        "rb = buffer(storage: ram(3), writer: immutable())\ntry { rb.extend(arange(3)) } catch err { print(err.kind) }",
        prints: "RuntimeError")
    ]
  ) { (_) throws(Failure) -> any TreeObject in ImmutableWriter() }
}
