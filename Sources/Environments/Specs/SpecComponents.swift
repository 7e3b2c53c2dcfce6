import Catalog
import ReplayBuffers
import Tensors

extension SpecObject {
  private static let space = Attribute<SpecObject>(
    "space", "What values there are: an object with n, or with low and high."
  ) { $0.leaf.map { .object(SpecSpace($0)) } }
  private static let continuity = Attribute<SpecObject>("domain", "\"continuous\" or \"discrete\".") {
    $0.leaf.map { .string($0.continuity.rawValue) }
  }

  public static let oneHotSpec: ComponentSpec = ComponentSpec(
    .spec, "one_hot_spec", "OneHot", "A single 1 among n numbers.",
    fields: [count, oneHotShape, device, dtype(.bool), register, mask], attributes: [space, continuity],
    examples: [
      Example("manual_seed(0); print(one_hot_spec(3, dtype: int64).rand())", prints: "tensor([0, 0, 1])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let count = try outcomes(arguments)
    let shape = try arguments[oneHotShape]
    try checkLast(shape, is: count)
    return try make(LeafSpec.oneHot(count, shape, try arguments[dtype(.bool)]), arguments)
  }

  public static let categoricalSpec: ComponentSpec = ComponentSpec(
    .spec, "categorical_spec", "Categorical", "A number below n.",
    fields: [count, categoricalShape, device, dtype(.int64), mask], attributes: [space, continuity],
    examples: [Example("manual_seed(0); print(categorical_spec(3).rand())", prints: "tensor(2)")]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let leaf = LeafSpec(
      try arguments[categoricalShape] ?? [], try arguments[dtype(.int64)], .categorical(try outcomes(arguments)))
    return try make(leaf, arguments)
  }

  public static let binarySpec: ComponentSpec = ComponentSpec(
    .spec, "binary_spec", "Binary", parent: "Categorical", "Elements that are 0 or 1.",
    fields: [width, binaryShape, device, dtype(.int8)],
    attributes: [
      Attribute<SpecObject>("n", "The number of values of each element: 2.") { _ in .int(2) },
      Attribute<SpecObject>("mask", "None: both values may be drawn.") { _ in Tree.none }, space, continuity,
    ],
    examples: [Example("print(binary_spec(3).zero())", prints: "tensor([0, 0, 0], dtype=torch.int8)")]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let (count, given) = (try arguments[width], try arguments[binaryShape])
    if let count { try checkLast(given, is: count) }
    guard let shape = given ?? count.map({ [$0] }) else {
      throw .type("\(arguments.name)() expects 'n' or 'shape'", help: "for instance n: 3")
    }
    _ = try arguments[device]
    return SpecObject(.leaf(LeafSpec(shape, try arguments[dtype(.int8)], .binary)))
  }

  public static let boundedSpec = bounded(
    "bounded_spec", "Bounded", parent: nil, "Numbers between two bounds, both included.",
    Example("manual_seed(0); print(bounded_spec(-1.0, 1.0, (2,)).rand())", prints: "tensor([-0.0075,  0.5364])"))
  public static let boundedContinuousSpec = bounded(
    "BoundedContinuous", "BoundedContinuous", parent: "Bounded", "Floats between two bounds, both included.",
    Example("print(BoundedContinuous(0.0, 1.0, (2,)).domain)", prints: "continuous"), .continuous)
  public static let boundedDiscreteSpec = bounded(
    "BoundedDiscrete", "BoundedDiscrete", parent: "Bounded", "Ints between two bounds, both included.",
    Example("print(BoundedDiscrete(0, 5, (2,), dtype: int64).domain)", prints: "discrete"), .discrete)

  /// - Parameter continuity: What the class says of its values, whatever their dtype.
  private static func bounded(
    _ name: String, _ className: String, parent: String?, _ summary: String, _ example: Example,
    _ continuity: LeafSpec.Continuity? = nil
  ) -> ComponentSpec {
    ComponentSpec(
      .spec, name, className, parent: parent, summary, fields: [low, high, boundedShape, device, boundedType, domain],
      attributes: [space], examples: [example]
    ) { (arguments) throws(Failure) -> any TreeObject in
      let (low, high) = (try arguments[low], try arguments[high])
      let (shape, dtype) = (try arguments[boundedShape], try arguments[boundedType] ?? .float32)
      var leaf: LeafSpec
      if case .scalar(let bottom) = low, case .scalar(let top) = high {
        leaf = try .bounded(bottom, top, shape ?? [1], dtype)
      } else {
        let (bottom, top) = (try low.tensor(), try high.tensor())
        var full = try Tensor.broadcastTensors([bottom, top])[0].shape
        if let shape { full = shape }
        leaf = LeafSpec(
          full, dtype,
          .bounded(low: try bottom.to(dtype).expand(full.dims), high: try top.to(dtype).expand(full.dims)))
      }
      return try make(leaf, arguments, continuity)
    }
  }

  public static let unboundedSpec = unbounded(
    "unbounded_spec", "Unbounded", parent: nil, "Any number of the dtype.",
    Example("print(unbounded_spec((2,)).zero())", prints: "tensor([0., 0.])"))
  public static let unboundedContinuousSpec = unbounded(
    "UnboundedContinuous", "UnboundedContinuous", parent: "Unbounded", "Any float of the dtype.",
    Example("print(UnboundedContinuous((2,)).domain)", prints: "continuous"))
  public static let unboundedDiscreteSpec = unbounded(
    "UnboundedDiscrete", "UnboundedDiscrete", parent: "Unbounded", "Any int of the dtype; int64 by default.",
    Example("print(UnboundedDiscrete((2,)).zero())", prints: "tensor([0, 0])"), .int64)

  private static func unbounded(
    _ name: String, _ className: String, parent: String?, _ summary: String, _ example: Example,
    _ standard: DType = .float32
  ) -> ComponentSpec {
    let dtype = dtype(standard)
    return ComponentSpec(
      .spec, name, className, parent: parent, summary, fields: [unboundedShape, device, dtype, domain],
      attributes: [space], examples: [example]
    ) { (arguments) throws(Failure) -> any TreeObject in
      try make(LeafSpec(try arguments[unboundedShape], try arguments[dtype]), arguments)
    }
  }

  public static let compositeSpec: ComponentSpec = ComponentSpec(
    .spec, "composite_spec", "Composite", "Specs by key.",
    fields: [specs, batchShape, compositeDevice, dataClass, isStatic, names, batchSize, named],
    attributes: [
      Attribute<SpecObject>("names", "The names of the batch dimensions.") { object in
        object.composite.map { composite in
          .list(composite.names?.map { .string($0) } ?? composite.shape.map { _ in .none })
        }
      },
      Attribute<SpecObject>("domain", "\"composite\".") { _ in .string("composite") },
    ],
    examples: [
      Example("print(composite_spec({\"a\": unbounded_spec((2,))}).zero()[\"a\"])", prints: "tensor([0., 0.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let size = try arguments[batchSize]
    guard size == nil || !arguments.gives(batchShape) else {
      throw .type("expected 'shape' or 'batch_size', got both", argument: "batch_size")
    }
    var result = CompositeSpec(shape: try arguments[batchShape])
    if let size { result.shape = size }
    result.device = try arguments[compositeDevice]
    result.names = try dimensionNames(arguments, result.shape)
    for label in [specs.parameter.name, named.parameter.name] {
      if let entries = arguments[label] { try result.add(try FieldKind.specs.read(entries, label), label) }
    }
    return SpecObject(.composite(result))
  }

  private static func dimensionNames(_ arguments: Arguments, _ shape: Shape) throws(Failure) -> [String]? {
    let given = try arguments[names]
    if case .none = given { return nil }
    guard let items = given.argumentItems else {
      throw .unfit("names", expected: "a list of names", got: given)
    }
    guard items.count == shape.count else {
      throw .value(
        "expected as many 'names' as there are batch dimensions (\(shape.count)), got \(items.count)", argument: "names"
      )
    }
    var found: [String] = []
    for item in items { found.append(try FieldKind<String>.string.read(item, "names")) }
    return found
  }

  private static func outcomes(_ arguments: Arguments) throws(Failure) -> Int {
    let count = try arguments[count]
    guard count > 0 else { throw .unfit("n", expected: "at least 1", got: count) }
    return count
  }

  private static func checkLast(_ shape: Shape?, is count: Int) throws(Failure) {
    guard let shape, shape.dims.last != count else { return }
    throw .unfit("shape", expected: "\(count) as last size", got: "\(shape.dims)")
  }

  /// The object of a spec, with what all of them take.
  private static func make(
    _ leaf: LeafSpec, _ arguments: Arguments, _ continuity: LeafSpec.Continuity? = nil
  ) throws(Failure) -> SpecObject {
    _ = try arguments[device]
    var leaf = leaf
    if let stated = try arguments[domain] ?? continuity, stated != leaf.continuity { leaf.statedContinuity = stated }
    return SpecObject(.leaf(try leaf.masked(by: try arguments[mask])))
  }
}

extension CompositeSpec {
  /// Puts in the specs of a dict, or of another composite. - Parameter label: The parameter, for messages.
  fileprivate mutating func add(_ entries: Tree, _ label: String) throws(Failure) {
    if case .object(let object as SpecObject) = entries, let other = object.composite {
      for key in other.keys { self[NestedKey(key)] = other[NestedKey(key)] }
    }
    guard case .dict(let items) = entries else { return }
    for (key, value) in items {
      let path = try NestedKey(tree: key)
      switch value {
      case .object(let object as SpecObject): self[path] = object.content
      case .dict:
        var child = CompositeSpec(shape: shape)
        child.device = device
        try child.add(value, label)
        self[path] = .composite(child)
      default:
        throw .type("expected a spec for '\(path.path.joined(separator: "."))', got \(value.article)", argument: label)
      }
    }
  }
}
