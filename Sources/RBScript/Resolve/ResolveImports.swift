import Catalog
import RBSyntax
import Tensors

/// Python's imports: the names are built in, so that only `as` binds something.
extension Resolver {
  func moduleImport(_ items: [ModuleImport], _ range: SourceRange) -> Node {
    var missing: [ModuleImport] = []
    var nodes: [Node] = []
    for item in items {
      let bound = item.alias?.name ?? item.name ?? String(item.module.prefix { $0 != "." })
      guard isBuiltIn(item) else {
        missing.append(item)
        excused.insert(bound)
        continue
      }
      guard let value = PythonModules.binding(item) else {
        modules[bound] = item.name.map { $0 == "*" ? item.module : "\(item.module).\($0)" } ?? item.module
        continue
      }
      if let alias = item.alias {
        nodes.append(AssignNode([target(alias.name, alias.range)], ConstantNode(value, item.range), item.range))
      }
    }
    if !missing.isEmpty { report(missing) }
    return PairNode.block(nodes, range)
  }

  private func isBuiltIn(_ item: ModuleImport) -> Bool {
    guard PythonModules.knows(item.module) else { return false }
    guard let name = item.name, name != "*" else { return true }
    return PythonModules.knows(name, in: item.module)
  }

  /// One error for one statement, which names all that is not there.
  private func report(_ missing: [ModuleImport]) {
    var names: [String] = []
    var hints: [String] = []
    for item in missing {
      let isModule = !PythonModules.knows(item.module)
      let text = isModule ? item.module : item.module + "." + (item.name ?? "")
      if !names.contains(text) { names.append(text) }
      let words = (item.name.map { [$0] } ?? []) + item.module.split(separator: ".").reversed().map(String.init)
      if let hint = (isModule ? words : Array(words.prefix(1))).lazy.compactMap(ForeignNames.hint).first {
        hints.append(hint)
      }
    }
    let first = missing[0].module
    let near = missing[0].name.flatMap { Suggestion.didYouMean($0, among: Registry.shared.names) }
    let isFile = !first.contains(".") && !PythonModules.roots.contains(first)
    report(
      "not-built-in",
      "\(names.map { "'\($0)'" }.joined(separator: ", ")) \(names.count == 1 ? "is" : "are") not built in",
      missing[0].range,
      help: hints.first
        ?? (isFile
          ? "a file of rbs is imported by its path: 'import \"\(first).rbs\"'"
          : near ?? "what is built in needs no import"))
  }

  /// Reports an attribute of a module that is no value, or that `torch` has not; nil where it is an ordinary attribute.
  func moduleAttribute(_ expression: Expression) -> Node? {
    guard case .attribute(var base, let name, let nameRange) = expression.kind else { return nil }
    var path = [name]
    while case .attribute(let inner, let part, _) = base.kind {
      path.insert(part, at: 0)
      base = inner
    }
    guard case .name(let root) = base.kind, scope.variable(root) == nil, module.names[root] == nil else { return nil }
    if root == "torch" {
      guard path.count == 1, Registry.shared.value(name) == nil else { return nil }
      report(
        "not-built-in", "'torch.\(name)' is not built in", nameRange,
        help: DType.outOfScope.contains(name)
          ? DType.scope : ForeignNames.hint(name) ?? Suggestion.didYouMean(name, among: Registry.shared.names))
      return ConstantNode(.none, expression.range)
    }
    let isModule =
      modules[root] != nil || PythonModules.usualNames[root] != nil || PythonModules.roots.contains(root)
    guard isModule, Registry.shared.value(root) == nil, root != "argv" else { return nil }
    if !excused.contains(root) {
      let isThere = Registry.shared.value(name) != nil
      report(
        "unknown-name", "'\(root)' is not defined", base.range,
        help: isThere
          ? "write '\(name)' alone, without '\(([root] + path.dropLast()).joined(separator: "."))'"
          : ForeignNames.hint(name) ?? hint(forUnknown: root))
    }
    return ConstantNode(.none, expression.range)
  }
}
