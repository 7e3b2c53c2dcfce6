import Catalog
import Tensors

/// The form of one item of a tensor storage: a tree whose leaves are numbered columns.
///
/// It is made once, from the first data written. From then on batches are walked along it into a flat list of column
/// values, and results are built from such a list.
public final class RowLayout: Sendable {
  /// A tensor leaf of an item.
  struct Column: Sendable {
    /// The names on the way, for messages and for file names.
    let path: [String]
    let dtype: DType
    /// The shape within one cell.
    let feature: Shape
    let rowBytes: Int

    init(path: [String], dtype: DType, feature: Shape) {
      self.path = path
      self.dtype = dtype
      self.feature = feature
      rowBytes = feature.numel * dtype.size
    }

    /// `'a'` or `('a', 'b')`.
    var text: String {
      path.isEmpty
        ? "the tensor"
        : path.count == 1 ? "'\(path[0])'" : "(" + path.map { "'\($0)'" }.joined(separator: ", ") + ")"
    }
  }

  indirect enum Node: Sendable {
    case tensor(Int)
    /// A column of Python values (strings and such), one per cell.
    case objects(Int)
    case tensordict(Group)
    /// A list, a tuple or a dict: its form, with nothing for items, and its items.
    case container(Tree, [Node])
  }

  struct Group: Sendable {
    let keys: [String]
    let nodes: [Node]
    /// Batch dimensions beyond the storage's own.
    let extra: Shape
    let tensorClass: TensorClass?
    /// The place of every key in `keys`: a template for the tables of batches, which need no hashing then.
    let places: [String: Int]
    /// Every entry of a batch is a tensor or a tensordict.
    let isPlain: Bool

    init(keys: [String], nodes: [Node], extra: Shape, tensorClass: TensorClass?) {
      self.keys = keys
      self.nodes = nodes
      self.extra = extra
      self.tensorClass = tensorClass
      places = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
      isPlain = nodes.allSatisfy { node in
        switch node {
        case .tensor, .tensordict: true
        default: false
        }
      }
    }
  }

  /// The leaves of data, in the order of the columns.
  struct Values: Sendable {
    var tensors: [Tensor] = []
    /// Per column one value per cell, or a single one for all.
    var objects: [[Tree]] = []
  }

  let root: Node
  let columns: [Column]
  let objectColumns: Int
  /// Whether items are trees of plain tensors rather than a tensordict.
  let isPlain: Bool
  /// Where tensordicts of items say that they are: storages that own their rows say so, whatever the data said.
  let device: Device?

  /// The layout of data whose first `lead` dimensions are rows and storage dimensions.
  /// - Parameter keepsDevice: Items say of their device what the data says.
  /// - Throws: `TypeError` for data without tensors, or with Python values where a tensor is expected.
  init(of data: Tree, lead: Int, keepsDevice: Bool = false) throws(Failure) {
    if keepsDevice, case .tensordict(let items) = data { device = items.device } else { device = .cpu }
    var builder = Builder(lead: lead)
    root = try builder.node(data, path: [])
    columns = builder.columns
    objectColumns = builder.objectColumns
    if case .tensordict = data { isPlain = false } else { isPlain = true }
    guard !columns.isEmpty || objectColumns > 0 else {
      throw .runtime("expected data with at least one tensor, got \(data.article) without any")
    }
  }

  private struct Builder {
    let lead: Int
    var columns: [Column] = []
    var objectColumns = 0

    mutating func node(_ data: Tree, path: [String]) throws(Failure) -> Node {
      switch data {
      case .tensor(let tensor):
        guard tensor.ndim >= lead else {
          throw .runtime(
            "expected a tensor of at least \(lead) dimension\(lead == 1 ? "" : "s")\(RowLayout.at(path)), "
              + "got shape \(tensor.shape.dims)",
            help: lead == 1 && path.isEmpty ? "'add' takes one item, 'extend' a batch of them" : nil)
        }
        columns.append(Column(path: path, dtype: tensor.dtype, feature: tensor.shape.dropFirst(lead)))
        return .tensor(columns.count - 1)
      case .tensordict(let data):
        guard data.batchSize.count >= lead else {
          throw .runtime(
            "expected a batch size of at least \(lead) dimension\(lead == 1 ? "" : "s")\(RowLayout.at(path)), "
              + "got \(data.batchSize.dims)",
            help: RowLayout.batchSizeHint(data, lead))
        }
        var nodes: [Node] = []
        for key in data.keys {
          switch try data.entry(NestedKey(key)) {
          case .tensor(let tensor)?: nodes.append(try node(.tensor(tensor), path: path + [key]))
          case .tensordict(let child)?: nodes.append(try node(.tensordict(child), path: path + [key]))
          default:
            objectColumns += 1
            nodes.append(.objects(objectColumns - 1))
          }
        }
        return .tensordict(
          Group(
            keys: data.keys, nodes: nodes, extra: data.batchSize.dropFirst(lead), tensorClass: data.tensorClass))
      default:
        guard let items = data.items, let form = try data.mapItems({ _ in .none }) else {
          throw .type(
            "a tensor storage takes tensors, tensordicts and trees of tensors, "
              + "got \(data.article)\(RowLayout.at(path))",
            help: "use a list storage for other values, or make it a tensor")
        }
        var nodes: [Node] = []
        for (step, item) in items { nodes.append(try node(item, path: path + [step.keyText])) }
        return .container(form, nodes)
      }
    }
  }

  static func at(_ path: [String]) -> String {
    if path.isEmpty { return "" }
    return path.count == 1
      ? " for key '\(path[0])'" : " for key (" + path.map { "'\($0)'" }.joined(separator: ", ") + ")"
  }

  /// The leaves of data, checked against this layout. - Parameter leading: The sizes that every leaf must begin with.
  /// - Throws: `KeyError` for missing or further keys, `RuntimeError` for another shape, dtype or structure.
  func values(of data: Tree, leading: Shape) throws(Failure) -> Values {
    var values = Values()
    values.tensors.reserveCapacity(columns.count)
    try collect(data, root, [], leading, &values)
    return values
  }

  private func collect(
    _ data: Tree, _ node: Node, _ path: [String], _ leading: Shape, _ values: inout Values
  ) throws(Failure) {
    switch (node, data) {
    case (.tensor(let number), .tensor(let tensor)):
      values.tensors.append(try checked(tensor, columns[number], leading))
    case (.tensordict(let group), .tensordict(let data)):
      try collect(data, group, path, leading, &values)
    case (.container(.list, let nodes), .list(let items)) where nodes.count == items.count,
      (.container(.tuple, let nodes), .tuple(let items)) where nodes.count == items.count:
      for (i, child) in nodes.enumerated() { try collect(items[i], child, path + [String(i)], leading, &values) }
    case (.container(.dict(let pairs), let nodes), .dict(let items)):
      for ((key, _), child) in zip(pairs, nodes) {
        guard let item = items.first(where: { $0.key.isSameScalar(as: key) }) else {
          throw .key("expected key \(key.keyText.quoted)\(RowLayout.at(path)), which is stored, got none")
        }
        try collect(item.value, child, path + [key.keyText], leading, &values)
      }
      guard items.count == pairs.count else {
        let names = items.filter { item in !pairs.contains { $0.key.isSameScalar(as: item.key) } }
        throw surplus(names.map(\.key.keyText), path)
      }
    default:
      throw .runtime("expected the structure of what is stored\(RowLayout.at(path)), got \(data.article)")
    }
  }

  private func collect(
    _ data: TensorDict, _ group: Group, _ path: [String], _ leading: Shape, _ values: inout Values
  ) throws(Failure) {
    guard data.batchSize.isConcatenation(leading, group.extra) else {
      throw .runtime(
        "expected batch size \((leading + group.extra).dims)\(RowLayout.at(path)), got \(data.batchSize.dims)")
    }
    for (i, key) in group.keys.enumerated() {
      let stored = data.stored(key)
      if case .tensor(let number) = group.nodes[i], case .tensor(let tensor)? = stored {
        values.tensors.append(try checked(tensor, columns[number], leading))
        continue
      }
      var found = stored
      if found == nil { found = try data.entry(NestedKey(key)) }
      guard let entry = found else {
        throw .key(
          "expected key \((path + [key]).keyText), which is stored, got none",
          help: Suggestion.didYouMean(key, among: data.keys.filter { !group.keys.contains($0) }))
      }
      switch (group.nodes[i], entry) {
      case (.objects, .nonTensor(let value)): values.objects.append([value])
      case (.objects, .nonTensorStack(let items)): values.objects.append(items)
      case (let node, .tensor(let tensor)): try collect(.tensor(tensor), node, path + [key], leading, &values)
      case (let node, .tensordict(let child)): try collect(.tensordict(child), node, path + [key], leading, &values)
      default: throw .runtime("expected a tensor\(RowLayout.at(path + [key])), got a value that is none")
      }
    }
    if data.keys.count != group.keys.count {
      throw surplus(data.keys.filter { !group.keys.contains($0) }, path)
    }
  }

  private func surplus(_ names: [String], _ path: [String]) -> Failure {
    .key(
      "expected the keys that are stored\(RowLayout.at(path)), got also \(names.map(\.quoted).joined(separator: ", "))",
      help: "every item of a storage has the keys of the first; leave these out, or use a new storage")
  }

  /// The batch size that the tensors of a tensordict would allow.
  private static func batchSizeHint(_ data: TensorDict, _ lead: Int) -> String {
    var sizes: [String] = []
    for key in data.keys {
      if case .tensor(let tensor)? = data.stored(key), tensor.ndim >= lead {
        sizes = tensor.shape.prefix(lead).dims.map(String.init)
        break
      }
    }
    if sizes.isEmpty { return "'add' takes one item, 'extend' a batch of them" }
    return "give it a batch size: tensordict({…}, [\(sizes.joined(separator: ", "))])"
  }

  private func checked(_ tensor: Tensor, _ column: Column, _ leading: Shape) throws(Failure) -> Tensor {
    guard tensor.dtype == column.dtype else {
      throw .runtime(
        "expected dtype \(column.dtype.torchName) for \(column.text), got \(tensor.dtype.torchName)",
        help: "convert it with .to(\(column.dtype.name))")
    }
    guard tensor.shape.isConcatenation(leading, column.feature) else {
      throw .runtime(
        "expected shape \((leading + column.feature).dims) for \(column.text), got \(tensor.shape.dims)",
        help: "every item of a storage has the shapes of the first")
    }
    return tensor
  }

  /// The tree of these leaves. - Parameter leading: The sizes that every leaf begins with.
  func tree(
    leading: Shape, tensor: (Int) -> Tensor, objects: (Int) -> [Tree]
  ) throws(Failure) -> Tree {
    try build(root, leading, tensor, objects)
  }

  private func build(
    _ node: Node, _ leading: Shape, _ tensor: (Int) -> Tensor, _ objects: (Int) -> [Tree]
  ) throws(Failure) -> Tree {
    switch node {
    case .tensor(let number): return .tensor(tensor(number))
    case .objects(let number):
      return leading.isEmpty ? objects(number).first ?? .none : .list(objects(number))
    case .container(let form, let nodes):
      var rest = nodes[...]
      return try form.mapItems { (_) throws(Failure) in try build(rest.removeFirst(), leading, tensor, objects) }
        ?? form
    case .tensordict(let group):
      if group.isPlain, group.tensorClass == nil {
        var entries: [TensorDict.Entry] = []
        entries.reserveCapacity(group.nodes.count)
        for node in group.nodes {
          if case .tensor(let number) = node {
            entries.append(.tensor(tensor(number)))
          } else if case .tensordict(let child) = try build(node, leading, tensor, objects) {
            entries.append(.tensordict(child))
          }
        }
        return .tensordict(
          TensorDict(
            batchSize: leading + group.extra, device: device, keys: group.keys,
            entries: group.places.mapValues { entries[$0] }))
      }
      let result = TensorDict(batchSize: leading + group.extra, device: device, tensorClass: group.tensorClass)
      for (i, key) in group.keys.enumerated() {
        switch group.nodes[i] {
        case .tensor(let number): try result.set(NestedKey(key), entry: .tensor(tensor(number)))
        case .objects(let number):
          let values = objects(number)
          try result.set(
            NestedKey(key), entry: leading.isEmpty ? .nonTensor(values.first ?? .none) : .nonTensorStack(values))
        case let child:
          if case .tensordict(let nested) = try build(child, leading, tensor, objects) {
            try result.set(NestedKey(key), entry: .tensordict(nested))
          }
        }
      }
      return .tensordict(result)
    }
  }
}

extension String {
  var quoted: String { "'\(self)'" }
}

extension [String] {
  /// A nested key as Python writes it.
  var keyText: String { count == 1 ? self[0].quoted : "(" + map(\.quoted).joined(separator: ", ") + ")" }
}

extension TreeStep {
  /// As a name of files and messages.
  var keyText: String {
    switch self {
    case .index(let index): String(index)
    case .key(let key): key.keyText
    }
  }
}

extension Tree {
  /// A dict key as a name of files and messages.
  var keyText: String {
    switch self {
    case .string(let text): text
    case .int(let value): String(value)
    case .bool(let value): value ? "True" : "False"
    case .tuple(let parts): parts.map(\.keyText).joined(separator: ".")
    default: article
    }
  }

  /// Python's `==` on the scalars that serve as keys and as values of a column.
  func isSameScalar(as other: Tree) -> Bool {
    switch (self, other) {
    case (.none, .none): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.float(let a), .float(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.tuple(let a), .tuple(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.isSameScalar(as: $1) }
    default: false
    }
  }
}
