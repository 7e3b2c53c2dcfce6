import RBSyntax

/// The modules of Python whose names are built in, as far as they are: what `import torch` and `from … import …` may ask
/// for.
enum PythonModules {
  /// Whether a module may be imported; of its parts only those that are named in `absent` may not.
  static func knows(_ module: String) -> Bool {
    let parts = module.split(separator: ".").map(String.init)
    guard let root = parts.first, roots.contains(root) else { return false }
    return value(module) != nil || !absent.contains { module == $0 || module.hasPrefix($0 + ".") }
  }

  /// Whether a name that is taken out of a module means something here, or nothing that is missed.
  static func knows(_ name: String, in module: String) -> Bool {
    if module.split(separator: ".").first.map({ silent.contains(String($0)) }) ?? false { return true }
    if knows(module + "." + name), submodules.contains(module + "." + name) { return true }
    return Registry.shared.value(name) != nil
  }

  /// What an import binds a name to: the value it asks for, where there is one.
  static func binding(_ item: ModuleImport) -> Value? {
    guard let name = item.name else { return value(item.module) }
    return knows(item.module) ? Registry.shared.value(name) : nil
  }

  /// The value that stands for a module under a name of its own.
  static func value(_ module: String) -> Value? {
    ["torch", "torch.nn.functional"].contains(module) ? Registry.shared.value("torch") : nil
  }

  /// The names that modules are usually imported under.
  static let usualNames: [String: String] = [
    "np": "numpy", "plt": "matplotlib.pyplot", "nn": "torch.nn", "F": "torch.nn.functional", "th": "torch",
  ]

  /// What can be imported.
  static let roots: Set<String> = [
    "torch", "torchrl", "tensordict", "numpy", "gymnasium", "gym", "matplotlib", "tqdm", "tempfile", "math", "random",
    "time", "os", "sys", "pathlib", "collections", "functools", "itertools", "typing", "typing_extensions", "copy",
    "warnings", "__future__",
  ]

  /// Whose names only say what something is, or how Python is to read it.
  private static let silent: Set<String> = ["typing", "typing_extensions", "__future__"]

  private static let absent: [String] = [
    "torch.nn", "torch.optim", "torch.autograd", "torch.cuda", "torch.distributions", "torch.distributed",
    "torch.utils", "torch.jit", "torch.onnx", "torch.profiler", "torchrl.modules", "torchrl.objectives",
    "torchrl.trainers", "torchrl.record", "torchrl.weight_update", "tensordict.nn",
  ]

  private static let submodules: Set<String> = [
    "torchrl.data", "torchrl.envs", "torchrl.collectors", "matplotlib.pyplot", "os.path", "tqdm.auto",
  ]
}
