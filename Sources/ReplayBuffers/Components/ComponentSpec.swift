import Catalog
import Tensors

/// The one declaration of a component: what it is called, what it takes, and how it is made. Constructors, checks,
/// help, the printed expression, attributes, types and the reference page come from it.
public final class ComponentSpec: Sendable {
  /// Which family it belongs to.
  public enum Kind: String, Sendable, CaseIterable {
    case buffer, storage, sampler, writer, transform, scheduler, environment, policy, collector, spec
    case sampleUnit = "sample_unit"

    /// TorchRL's name of the class above all of the family.
    public var className: String {
      switch self {
      case .buffer: "ReplayBuffer"
      case .storage: "Storage"
      case .sampler: "Sampler"
      case .writer: "Writer"
      case .transform: "Transform"
      case .scheduler: "ParameterScheduler"
      case .environment: "EnvBase"
      case .policy: "Policy"
      case .collector: "BaseCollector"
      case .spec: "TensorSpec"
      case .sampleUnit: "SampleUnit"
      }
    }
  }

  public let kind: Kind
  /// TorchRL's name of the class: what `type(x).__name__` gives.
  public let className: String
  /// The classes above it, by name, in the order in which they are asked.
  public let parents: [String]
  /// The short name, with the aliases that take the same parameters.
  public let signature: Signature
  /// TorchRL's class names, where their parameters are others or come in another order.
  public let classForms: [Signature]
  /// The parameters, in the order of the short form.
  public let fields: [any ComponentField]
  /// What else it says of itself.
  public let attributes: [any ComponentAttribute]
  private let build: @Sendable (Arguments) throws(Failure) -> any TreeObject

  /// - Parameters:
  ///   - name: The short name.
  ///   - className: TorchRL's name.
  ///   - parent: The class above; nil for the family's.
  ///   - mixing: Further classes above, as Python's multiple inheritance has them.
  ///   - classFields: TorchRL's parameters in TorchRL's order, where that is another one than that of `fields`.
  ///   - also: Further names that take the same parameters.
  public init(
    _ kind: Kind, _ name: String, _ className: String, parent: String? = nil, mixing: [String] = [],
    also: [String] = [], _ summary: String,
    fields: [any ComponentField] = [], attributes: [any ComponentAttribute] = [],
    classFields: [any ComponentField]? = nil, classExamples: [Example] = [], returns: String? = nil,
    examples: [Example], make: @escaping @Sendable (Arguments) throws(Failure) -> any TreeObject
  ) {
    self.kind = kind
    self.className = className
    parents = [parent ?? kind.className] + mixing
    self.fields = fields
    self.attributes = attributes
    let returns = returns ?? kind.rawValue
    let aliases = (classFields == nil && name != className ? [className] : []) + also
    signature = Signature(
      name, aliases: aliases, summary, fields.map(\.parameter), returns: returns, examples: examples)
    classForms =
      classFields.map {
        [Signature(className, summary, $0.map(\.parameter), returns: returns, examples: classExamples)]
      } ?? []
    build = make
  }

  /// Makes one. The arguments are named by the parameters of the signature whose name was called.
  /// - Throws: `TypeError` "expected X for 'label', got Y" for an argument of another kind, and what the component throws.
  public func make(_ arguments: Arguments) throws(Failure) -> any TreeObject {
    for field in fields { try field.check(arguments) }
    return try build(arguments)
  }

  /// All forms that can be called.
  public var signatures: [Signature] { [signature] + classForms }

  /// The expression that makes an object like this one: what is not implied, in the order of the parameters.
  package func text(of object: Any) -> String {
    var leading: [String] = []
    var labelled: [String] = []
    // Positions count without a gap: behind one that is left out or labelled, the others have their labels.
    var isGapless = true
    for field in fields {
      var isPlaced = field.parameter.labelOnly
      if field.showing != .never, !field.isImplied(in: object), let text = field.expression(of: object) {
        switch field.showing {
        case .byPosition where isGapless:
          leading.append(text)
          isPlaced = true
        case .described:
          leading.append("<\(field.argument(of: object)?.article ?? "data")>")
          isPlaced = true
        case .spread: leading += field.argument(of: object)?.argumentItems?.map(PythonText.repr) ?? [text]
        default: labelled.append("\(field.parameter.name): \(text)")
        }
      }
      isGapless = isGapless && isPlaced
    }
    return "\(signature.name)(\((leading + labelled).joined(separator: ", ")))"
  }

  /// Everything that can be read under a name, parameters first.
  public var allAttributes: [any ComponentAttribute] { fields.filter { $0.attributeName != nil } + attributes }
}

/// A component whose declaration says what it prints as and which attributes it has.
public protocol Component: AttributeHolder {
  var spec: ComponentSpec { get }
  /// What every component of its family says of itself.
  var familyAttributes: [any ComponentAttribute] { get }
}

extension Component {
  public var text: String { spec.text(of: self) }
  public var argumentForm: ArgumentForm { .other }
  public func isComponent(_ kind: String) -> Bool { spec.kind.rawValue == kind || spec.signature.returns == kind }
  public var familyAttributes: [any ComponentAttribute] { Components.common[spec.kind] ?? [] }

  public var attributeNames: [String] {
    let own = spec.allAttributes.compactMap(\.attributeName)
    return own + familyAttributes.compactMap(\.attributeName).filter { !own.contains($0) }
  }
  private func declared(_ name: String) -> (any ComponentAttribute)? {
    spec.allAttributes.first { $0.attributeName == name } ?? familyAttributes.first { $0.attributeName == name }
  }
  /// The value of an attribute that the declaration names.
  public func declaredAttribute(_ name: String) -> Tree? { declared(name)?.value(of: self) }
  public func attribute(_ name: String) -> Tree? { declaredAttribute(name) }
  public func setAttribute(_ name: String, _ value: Tree) throws(Failure) {
    guard let attribute = declared(name), attribute.isSettable else {
      throw Failure(.attribute, "'\(name)' of \(text) can only be read")
    }
    try attribute.set(self, to: value)
  }
}
