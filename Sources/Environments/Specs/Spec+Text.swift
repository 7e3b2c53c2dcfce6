import Catalog
import ReplayBuffers
import Tensors

extension LeafSpec {
  /// As Python's `repr` shows TorchRL's.
  public var text: String {
    """
    \(SpecObject(.leaf(self)).spec.className)(
        shape=\(shape),
        space=\(SpecSpace(self).text(indent: "    ")),
        device=cpu,
        dtype=\(dtype.torchName),
        domain=\(continuity.rawValue))
    """
  }
}

extension CompositeSpec {
  public var text: String {
    let place = device?.rawValue ?? "None"
    let tail = "device=\(place),\n    shape=\(shape),\n    data_cls=None)"
    if isEmpty { return "Composite(device=\(place), shape=\(shape), data_cls=None)" }
    let entries = keys.map { key in
      "    \(key): " + (self[NestedKey(key)]?.text ?? "").replacingNewlines(with: "\n    ")
    }
    return "Composite(\n" + entries.joined(separator: ",\n") + ",\n    " + tail
  }
}

extension Spec {
  public var text: String {
    switch self {
    case .leaf(let leaf): leaf.text
    case .composite(let composite): composite.text
    }
  }
}

extension String {
  func replacingNewlines(with mark: String) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).joined(separator: mark)
  }
}
