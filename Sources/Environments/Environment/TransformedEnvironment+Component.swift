import Catalog
import ReplayBuffers
import Tensors

extension TransformedEnvironment {
  static let baseEnvironment: Field<TransformedEnvironment, any Environment> = Field(
    "base_env", .environment, "The environment."
  ) { $0.base }
  static let transform: Field<TransformedEnvironment, [any Transform]> = Field(
    "transform", .transforms, default: [], "What is done to its data.", attribute: .hidden, showing: .byPosition,
    implied: { $0.transforms.isEmpty }
  ) { $0.transforms }
  static let caching: Field<TransformedEnvironment, Bool> = Field(
    "cache_specs", .bool, default: true, "Keeps the specs that come out, instead of working them out at each reading."
  ) { $0.cachesSpecs }
  static let unwrapping: Field<TransformedEnvironment, Bool?> = Field(
    "auto_unwrap", .optional(.bool), default: nil,
    "False keeps a transformed environment inside; else its base gets its transforms and these.", labelOnly: true,
    attribute: .hidden
  ) { $0.base is TransformedEnvironment ? false : nil }

  static let deviceName: Field<TransformedEnvironment, Device?> = Field(
    "device", .optional(.device), default: nil, "\"cpu\", or None for what the environment says.", labelOnly: true,
    attribute: .hidden, implied: { $0.device == $0.base.device }
  ) { $0.device }

  public static let spec: ComponentSpec = ComponentSpec(
    .environment, "transformed_env", "TransformedEnv", "An environment seen through transforms.",
    fields: [
      baseEnvironment, transform, caching, unwrapping, deviceName, Accepted.lockedSpecs,
      Accepted.flag("run_type_checks", default: false), Accepted.noAutoReset,
    ],
    attributes: [
      Attribute<TransformedEnvironment>("transform", "What is done to its data; several as one composition.") {
        .object($0.transform)
      }
    ],
    examples: [
      Example(
        "env = transformed_env(gym(\"CartPole-v1\"), td -> td.set(\"one\", ones(1))); print(env.reset()[\"one\"])",
        prints: "tensor([1.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try TransformedEnvironment(
      try arguments[baseEnvironment], try arguments[transform], unwraps: try arguments[unwrapping] ?? true,
      cachesSpecs: try arguments[caching], device: try arguments[deviceName])
  }
}
