import Catalog
import Tensors

/// Random numbers: torch's CPU generator, draw for draw.
enum RandomBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "manual_seed",
      "Seeds both global streams: torch's, and the numpy one that prioritized samplers without a generator draw from.",
      [Parameter("seed", .int, "-2**63 to 2**64 - 1; only the low 32 bits matter.")], returns: "generator",
      examples: [Example("manual_seed(0); print(rand(2))", prints: "tensor([0.4963, 0.7682])")]
    ) { call in
      let seed = try seedNumber(call)
      _ = Generator.numpy.manualSeed(UInt64(UInt32(truncatingIfNeeded: seed)))
      return .object(GeneratorObject(Generator.default.manualSeed(seed)))
    },
    Builtin(
      "initial_seed", "The seed that the global stream was set to last.", returns: "int",
      examples: [Example("manual_seed(3); print(initial_seed())", prints: "3")]
    ) { _ in .int(Int(bitPattern: UInt(Generator.default.initialSeed))) },
    Builtin(
      "generator", aliases: ["Generator"], "Makes a random number generator of its own.",
      [
        .optional("seed", .either([.int, .string]), "Its seed, or \"cpu\"; without one, torch's default seed."),
        .device,
      ], returns: "generator", makes: .generator,
      examples: [
        Example(
          "g = generator(3); print(rand(1, generator: g).equal(rand(1, generator: generator(3))))", prints: "True")
      ]
    ) { call in
      if call["seed"].asString != nil { return .object(GeneratorObject(Generator())) }
      return .object(GeneratorObject(call.has("seed") ? Generator().manualSeed(try seedNumber(call)) : Generator()))
    },
    Builtin(
      "get_rng_state", "The state of the global stream, as a tensor of bytes.", returns: "tensor",
      examples: [Example("s = get_rng_state(); a = rand(1); set_rng_state(s); print(rand(1).equal(a))", prints: "True")]
    ) { _ in .tensor(try Generator.default.state()) },
    Builtin(
      "set_rng_state", "Puts the global stream into a saved state.",
      [Parameter("state", .tensor, "What get_rng_state() gave.")],
      examples: [Example("s = get_rng_state(); a = rand(1); set_rng_state(s); print(rand(1).equal(a))", prints: "True")]
    ) { call in
      try Generator.default.setState(try call.tensor("state"))
      return .none
    },
    sized("rand", "Draws floats from [0, 1).", "manual_seed(0); print(rand(2))", prints: "tensor([0.4963, 0.7682])") {
      try .rand($0, $1, generator: $2)
    },
    sized(
      "randn", "Draws floats from the standard normal distribution.", "manual_seed(0); print(randn(2))",
      prints: "tensor([ 1.5410, -0.2934])"
    ) {
      try .randn($0, $1, generator: $2)
    },
    Builtin(
      "randint", "Draws ints from [low, high).",
      [
        Parameter("low", .int, "The smallest; left out, it is 0 and the first argument is `high`."),
        .optional("high", .any, "One more than the largest."), .optional("size", .shape, "The sizes of the result."),
        .generator, .dtype, .device, .requiresGrad,
      ], returns: "tensor",
      examples: [Example("manual_seed(0); print(randint(10, (4,)))", prints: "tensor([4, 9, 3, 0])")]
    ) { call in
      try call.checkDevice()
      let bounds = try randintBounds(call)
      return .tensor(
        try .randint(
          bounds.low, below: bounds.high, Shape(bounds.size), try call.dtype() ?? .int64,
          generator: try call.generator()))
    },
    Builtin(
      "randperm", "Draws a permutation of 0 … n - 1.",
      [Parameter("n", .int, "How many."), .generator, .dtype, .device], returns: "tensor",
      examples: [Example("manual_seed(0); print(randperm(4))", prints: "tensor([0, 1, 3, 2])")]
    ) { call in .tensor(try .randperm(try call.int("n"), try call.dtype() ?? .int64, generator: try call.generator()))
    },
    Builtin(
      "normal", "Draws from normal distributions; mean and std may be tensors.",
      [
        Parameter("mean", .any, "A number, or a tensor with a mean for each element."),
        .optional("std", .any, default: "1.0", "A number, or a tensor with a deviation for each element."),
        .optional("size", .shape, "The sizes, where mean and std are numbers."), .generator, .dtype, .device,
      ], returns: "tensor",
      examples: [Example("manual_seed(0); print(normal(0.0, 1.0, (2,)))", prints: "tensor([ 1.5410, -0.2934])")]
    ) { call in .tensor(try normal(call)) },
    Builtin(
      "bernoulli", "Draws 0 or 1 by the probabilities given.",
      [
        Parameter("input", .tensor, "A float tensor of probabilities; with `p`, only its shape counts."),
        .optional("p", .scalar, "One probability for all."), .generator,
      ], returns: "tensor", examples: [Example("print(bernoulli(ones(2)))", prints: "tensor([1., 1.])")]
    ) { call in
      let input = try call.tensor("input")
      guard let p = try call.optionalDouble("p") else {
        return .tensor(try .bernoulli(input, generator: try call.generator()))
      }
      return .tensor(try .bernoulli(like: input, p: p, generator: try call.generator()))
    },
    Builtin(
      "multinomial", "Draws indices in proportion to weights.",
      [
        Parameter("input", .tensor, "Float weights, one row per distribution."),
        Parameter("num_samples", .int, "How many indices per row."),
        .optional("replacement", .bool, default: "False", "Whether an index may come twice."), .generator,
      ], returns: "tensor", examples: [Example("print(multinomial(tensor([0.0, 1.0]), 1))", prints: "tensor([1])")]
    ) { call in
      .tensor(
        try .multinomial(
          try call.tensor("input"), count: try call.int("num_samples"),
          replacement: try call.bool("replacement", default: false),
          generator: try call.generator()))
    },
    like(
      "rand_like", "Draws from [0, 1) in a tensor's shape and dtype.",
      prints: "tensor([0.4963, 0.7682, 0.0885])"
    ) {
      try $0.randLike($1, generator: $2)
    },
    like(
      "randn_like", "Draws from the standard normal distribution in a tensor's shape and dtype.",
      prints: "tensor([ 1.5410, -0.2934, -2.1788])"
    ) {
      try $0.randnLike($1, generator: $2)
    },
    Builtin(
      "randint_like", "Draws ints from [low, high) in a tensor's shape and dtype.",
      [
        Parameter("input", .either([.tensor, .tensordict]), "Gives shape and dtype."),
        Parameter("low", .int, "The smallest; left out, it is 0."),
        .optional("high", .int, "One more than the largest."), .dtype, .device, .generator,
      ], returns: "tensor",
      examples: [Example("manual_seed(0)\nprint(randint_like(zeros(4), 5))", prints: "tensor([4., 4., 3., 0.])")]
    ) { call in
      let first = try call.int("low")
      let high = try call.optionalInt("high")
      return .tensor(
        try call.tensor("input").randintLike(
          high == nil ? 0 : first, below: high ?? first, try call.dtype(), generator: try call.generator()))
    },
  ]

  private static let probability = Parameter.optional("p", .scalar, "One probability for all.")

  /// Draws of tensors, and draws in place.
  static let methods: [Builtin] = [
    Builtin(
      "bernoulli", "Draws 0 or 1 by the tensor's probabilities.", [probability, .generator], returns: "tensor",
      examples: [Example("print(ones(2).bernoulli())", prints: "tensor([1., 1.])")]
    ) { call in
      guard let tensor = call.receiver.asTensor else { throw Failure.type("expected a tensor before the dot") }
      guard let p = try call.optionalDouble("p") else {
        return .tensor(try .bernoulli(tensor, generator: try call.generator()))
      }
      return .tensor(try .bernoulli(like: tensor, p: p, generator: try call.generator()))
    },
    Builtin(
      "multinomial", "Draws indices in proportion to the tensor's weights.",
      [
        Parameter("num_samples", .int, "How many indices per row."),
        .optional("replacement", .bool, default: "False", "Whether an index may come twice."), .generator,
      ], returns: "tensor", examples: [Example("print(tensor([0.0, 1.0]).multinomial(1))", prints: "tensor([1])")]
    ) { call in
      guard let tensor = call.receiver.asTensor else { throw Failure.type("expected a tensor before the dot") }
      return .tensor(
        try .multinomial(
          tensor, count: try call.int("num_samples"), replacement: try call.bool("replacement", default: false),
          generator: try call.generator()))
    },
    fill(
      "uniform_", "Fills the tensor with draws from [from, to).",
      [
        .optional("from", .scalar, default: "0.0", "The lower bound."),
        .optional("to", .scalar, default: "1.0", "The upper bound."),
      ],
      prints: "tensor([0.4963, 0.7682, 0.0885])"
    ) { tensor, call in
      try tensor.fillUniform(
        from: try call.double("from", default: 0), to: try call.double("to", default: 1),
        generator: try call.generator())
    },
    fill(
      "normal_", "Fills the tensor with draws from a normal distribution.",
      [
        .optional("mean", .scalar, default: "0.0", "The mean."),
        .optional("std", .scalar, default: "1.0", "The standard deviation."),
      ],
      prints: "tensor([ 1.5410, -0.2934, -2.1788])"
    ) { tensor, call in
      try tensor.fillNormal(
        mean: try call.double("mean", default: 0), std: try call.double("std", default: 1),
        generator: try call.generator())
    },
    fill(
      "exponential_", "Fills the tensor with draws from an exponential distribution.",
      [.optional("lambd", .scalar, default: "1.0", "The rate.")],
      prints: "tensor([3.5083, 1.2304, 0.6150])"
    ) { tensor, call in
      try tensor.fillExponential(rate: try call.double("lambd", default: 1), generator: try call.generator())
    },
    fill(
      "bernoulli_", "Fills the tensor with draws of 0 or 1.",
      [.optional("p", .any, default: "0.5", "The probability of 1: a number, or a tensor.")],
      prints: "tensor([0., 0., 1.])"
    ) { tensor, call in
      if let p = call["p"].asTensor { return try tensor.fillBernoulli(p, generator: try call.generator()) }
      return try tensor.fillBernoulli(p: try call.double("p", default: 0.5), generator: try call.generator())
    },
    fill(
      "cauchy_", "Fills the tensor with draws from a Cauchy distribution.",
      [
        .optional("median", .scalar, default: "0.0", "The median."),
        .optional("sigma", .scalar, default: "1.0", "The scale."),
      ],
      prints: "tensor([10.5977,  0.7648, -0.1283])"
    ) { tensor, call in
      try tensor.fillCauchy(
        median: try call.double("median", default: 0), sigma: try call.double("sigma", default: 1),
        generator: try call.generator())
    },
    fill(
      "log_normal_", "Fills the tensor with draws from a log-normal distribution.",
      [
        .optional("mean", .scalar, default: "1.0", "The mean of the logarithm."),
        .optional("std", .scalar, default: "2.0", "The deviation of the logarithm."),
      ],
      prints: "tensor([5.9263e+01, 1.5116e+00, 3.4819e-02])"
    ) { tensor, call in
      try tensor.fillLogNormal(
        mean: try call.double("mean", default: 1), std: try call.double("std", default: 2),
        generator: try call.generator())
    },
    fill(
      "geometric_", "Fills the tensor with draws from a geometric distribution.",
      [Parameter("p", .scalar, "The probability of success.")], "0.5",
      prints: "tensor([1., 1., 2.])"
    ) { tensor, call in
      try tensor.fillGeometric(p: try call.double("p"), generator: try call.generator())
    },
    fill(
      "random_", "Fills the tensor with whole numbers from [from, to), or with all that the dtype holds.",
      [
        .optional("from", .int, "The smallest; the end, where it is the only argument."),
        .optional("to", .int, "One more than the largest."),
      ], "10",
      prints: "tensor([4., 9., 3.])"
    ) { tensor, call in
      let generator = try call.generator()
      guard let first = try call.optionalInt("from") else { return try tensor.fillRandom(generator: generator) }
      guard let to = try call.optionalInt("to") else {
        // `random_(to)` counts from 0; `random_(from=…, to=None)` goes to the dtype's end.
        return try tensor.fillRandom(from: 0, below: first, generator: generator)
      }
      return try tensor.fillRandom(from: first, below: to, generator: generator)
    },
  ]

  static let generatorMethods: [Builtin] = [
    Builtin(
      "manual_seed", "Seeds the generator.", [Parameter("seed", .int, "-2**63 to 2**64 - 1.")],
      returns: "the generator",
      examples: [Example("g = generator().manual_seed(3); print(g.initial_seed())", prints: "3")]
    ) { call in
      _ = try generator(call).manualSeed(try seedNumber(call))
      return call.receiver
    },
    Builtin(
      "initial_seed", "The seed it was set to last.", returns: "int",
      examples: [Example("print(generator(3).initial_seed())", prints: "3")]
    ) { call in
      .int(Int(bitPattern: UInt(try generator(call).initialSeed)))
    },
    Builtin(
      "seed", "Seeds it from the system, and gives that seed.", returns: "int",
      examples: [Example("print(isinstance(generator().seed(), int))", prints: "True")]
    ) { call in
      .int(Int(bitPattern: UInt(try generator(call).seed())))
    },
    Builtin(
      "get_state", "Its state, as a tensor of bytes.", returns: "tensor",
      examples: [
        Example("print(generator(3).get_state()[:6])", prints: "tensor([3, 0, 0, 0, 0, 0], dtype=torch.uint8)")
      ]
    ) { call in
      .tensor(try generator(call).state())
    },
    Builtin(
      "set_state", "Puts it into a saved state.", [Parameter("state", .tensor, "What get_state() gave.")],
      returns: "the generator",
      examples: [
        Example(
          "g = generator(3); s = g.get_state(); a = rand(1, generator: g); g.set_state(s); print(rand(1, generator: g).equal(a))",
          prints: "True")
      ]
    ) { call in
      try generator(call).setState(try call.tensor("state"))
      return call.receiver
    },
  ]

  private static func generator(_ call: Call) throws -> Generator {
    guard let object = call.receiver.object(GeneratorObject.self) else {
      throw Failure.type("expected a generator before the dot")
    }
    return object.generator
  }

  private static func seedNumber(_ call: Call) throws -> Int {
    if case .float(let number) = call["seed"] { return try NumberMethods.whole(number) }
    return try call.int("seed")
  }

  private static func sized(
    _ name: String, _ summary: String, _ example: String, prints output: String,
    _ draw: @escaping @Sendable (Shape, DType, Generator) throws -> Tensor
  ) -> Builtin {
    Builtin(
      name, summary, [.size, .generator, .dtype, .device, .requiresGrad], returns: "tensor",
      examples: [Example(example, prints: output)]
    ) { call in
      try call.checkDevice()
      return .tensor(try draw(Shape(try call.sizes("size")), try call.dtype() ?? .float32, try call.generator()))
    }
  }

  private static func like(
    _ name: String, _ summary: String, prints output: String,
    _ draw: @escaping @Sendable (Tensor, DType?, Generator) throws -> Tensor
  ) -> Builtin {
    Builtin(
      name, summary,
      [Parameter("input", .either([.tensor, .tensordict]), "Gives shape and dtype."), .dtype, .device, .generator],
      returns: "tensor",
      examples: [Example("manual_seed(0)\nprint(\(name)(zeros(3)))", prints: output)]
    ) { call in
      let (dtype, generator) = (try call.dtype(), try call.generator())
      if let object = call["input"].object(TensorDictObject.self) {
        return .object(
          TensorDictObject(
            try object.tensordict.mapTensors { (tensor) throws(Failure) in
              do { return try draw(tensor, dtype, generator) } catch { throw Fault.from(error, at: nil).carried }
            }))
      }
      return .tensor(try draw(try call.tensor("input"), dtype, generator))
    }
  }

  private static func fill(
    _ name: String, _ summary: String, _ parameters: [Parameter], _ example: String = "", prints output: String,
    _ draw: @escaping @Sendable (Tensor, Call) throws -> Tensor
  ) -> Builtin {
    Builtin(
      name, summary, parameters + [.generator], returns: "the tensor",
      examples: [Example("manual_seed(0)\nprint(zeros(3).\(name)(\(example)))", prints: output)]
    ) { call in
      guard let tensor = call.receiver.asTensor else { throw Failure.type("expected a tensor before the dot") }
      _ = try draw(tensor, call)
      return call.receiver
    }
  }

  /// `randint(high, size)`, `randint(low, high, size)`, and the same by labels.
  private static func randintBounds(_ call: Call) throws -> (low: Int, high: Int, size: [Int]) {
    if call.has("size") {
      // With the size by label and one bound, that bound is the high one.
      guard call.has("high") else { return (0, try call.int("low"), try call.ints("size")) }
      return (try call.int("low"), try call.int("high"), try call.ints("size"))
    }
    guard call.has("high") else {
      throw Failure.type(
        "randint() is missing the argument 'size'", help: "it is called as randint(10, (4,)) or randint(0, 10, (4,))")
    }
    if case .int = call["high"] {
      throw Failure.type(
        "randint() is missing the argument 'size'", help: "the sizes are a tuple: randint(0, 10, (4,))",
        argument: "high")
    }
    return (0, try call.int("low"), try call.ints("high"))
  }

  private static func normal(_ call: Call) throws -> Tensor {
    let generator = try call.generator()
    if let mean = call["mean"].asTensor {
      if let std = call["std"].asTensor { return try .normal(mean: mean, std: std, generator: generator) }
      return try .normal(mean: mean, std: try call.double("std", default: 1), generator: generator)
    }
    if let std = call["std"].asTensor {
      return try .normal(mean: try call.double("mean"), std: std, generator: generator)
    }
    guard call.has("size") else {
      throw Failure.type(
        "normal() is missing the argument 'size'", help: "where mean and std are numbers: normal(0.0, 1.0, (3,))")
    }
    return try .normal(
      mean: try call.double("mean"), std: try call.double("std", default: 1), Shape(try call.ints("size")),
      try call.dtype() ?? .float32, generator: generator)
  }
}
