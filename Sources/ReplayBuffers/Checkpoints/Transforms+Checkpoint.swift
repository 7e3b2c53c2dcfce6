import Catalog
import Tensors

/// A transform for which TorchRL keeps tensors in its state dict.
protocol StatefulTransform: Transform {
  /// By TorchRL's names.
  var state: [(name: String, value: Tree)] { get throws(Failure) }
  /// Takes what was learned from data, once the result is called; what the transform was made with stays.
  func restore(_ state: TransformState.Part) throws(Failure) -> Restore
}

extension StatefulTransform {
  func restore(_ state: TransformState.Part) throws(Failure) -> Restore { {} }
}

/// The state of a buffer's transforms, as TorchRL's `transform.t` has it: names such as `transforms.0.loc`.
enum TransformState {
  /// The part of one transform.
  struct Part {
    let path: String
    let fields: [String: Tree]

    func wrong(_ name: String, _ expected: String) -> Failure {
      .value("expected \(expected) as '\(name)' in '\(path)'")
    }

    /// A tensor of floats; nil where there is none of this name.
    func tensor(_ name: String) throws(Failure) -> Tensor? {
      guard let value = fields[name] else { return nil }
      guard case .tensor(let tensor) = value, tensor.dtype.isFloatingPoint else { throw wrong(name, "floats") }
      return tensor
    }
  }

  /// Writes a file, unless no transform has state. - Parameter always: An empty state is written, too.
  static func dump(_ transforms: [any Transform], to path: String, always: Bool = false) throws(Failure) {
    var pairs: [(key: Tree, value: Tree)] = []
    for (number, transform) in transforms.enumerated() {
      guard let transform = transform as? any StatefulTransform else { continue }
      for (name, value) in try transform.state { pairs.append((.string("transforms.\(number).\(name)"), value)) }
    }
    if always || !pairs.isEmpty { try TorchFile.write(.dict(pairs), to: path) }
  }

  /// Reads a file, where there is one.
  static func restore(_ transforms: [any Transform], from path: String) throws(Failure) -> Restore {
    guard transforms.contains(where: { $0 is any StatefulTransform }), FileSystem.exists(path) else { return {} }
    guard case .dict(let pairs) = try TorchFile.read(path) else {
      throw .value("expected a dictionary in '\(path)'")
    }
    var restores: [Restore] = []
    for (number, transform) in transforms.enumerated() {
      guard let transform = transform as? any StatefulTransform else { continue }
      let prefix = "transforms.\(number)."
      var fields: [String: Tree] = [:]
      for case (.string(let name), let value) in pairs where name.hasPrefix(prefix) {
        fields[String(name.dropFirst(prefix.count))] = value
      }
      restores.append(try transform.restore(Part(path: path, fields: fields)))
    }
    return { [restores] () throws(Failure) in for restore in restores { try restore() } }
  }
}

extension AttributeHolder {
  /// Some of what the transform was made with, as tensors.
  fileprivate func constants(_ names: String...) throws(Failure) -> [(name: String, value: Tree)] {
    var result: [(name: String, value: Tree)] = []
    for name in names {
      switch attribute(name) {
      case .tensor(let tensor)?: result.append((name, .tensor(tensor)))
      case .bool(let flag)?: result.append((name, .tensor(try .scalar(.bool(flag), .bool))))
      case .int(let number)?: result.append((name, .tensor(try .scalar(.int(number), .int64))))
      case .float(let number)?: result.append((name, .tensor(try .scalar(.float(number), .float32))))
      default: break
      }
    }
    return result
  }
}

extension RewardScaling: StatefulTransform {
  var state: [(name: String, value: Tree)] {
    get throws(Failure) { try constants("standard_normal", "loc", "scale") }
  }
}

extension RewardClipping: StatefulTransform {
  var state: [(name: String, value: Tree)] { get throws(Failure) { try constants("clamp_min", "clamp_max") } }
}

extension ClipTransform: StatefulTransform {
  var state: [(name: String, value: Tree)] { get throws(Failure) { try constants("low", "high") } }
}

extension LineariseRewards: StatefulTransform {
  var state: [(name: String, value: Tree)] { get throws(Failure) { try constants("weights") } }
}

extension Reward2GoTransform: StatefulTransform {
  var state: [(name: String, value: Tree)] { get throws(Failure) { try constants("gamma") } }
}

extension ObservationNorm: StatefulTransform {
  var state: [(name: String, value: Tree)] {
    get throws(Failure) { try constants("standard_normal", "loc", "scale") }
  }

  func restore(_ state: TransformState.Part) throws(Failure) -> Restore {
    guard let loc = try state.tensor("loc"), let scale = try state.tensor("scale") else { return {} }
    return { () throws(Failure) in self.adopt(loc: loc, scale: scale) }
  }
}
