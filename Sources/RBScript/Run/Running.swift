import Catalog
import RBSyntax
import Synchronization
import Tensors

/// How running a source ended.
public enum Outcome: Sendable {
  case done
  /// It does not parse or resolve; nothing has run.
  case rejected([Diagnostic])
  /// It failed while running.
  case failed(Diagnostic)
  case interrupted(Diagnostic)
}

extension Interpreter {
  /// Remembers a source for diagnostics.
  public func addSource(name: String, text: String) -> SourceText {
    let source = SourceText(name: name, text: text, file: UInt16(clamping: sources.count))
    sources.append(source)
    return source
  }

  /// Parses and resolves without running, and looks for what is bound to fail or is hardly meant so: errors and warnings,
  /// in the order of the source.
  public func check(name: String, text: String, path: String? = nil) -> [Diagnostic] {
    let parsed = Parser.parse(addSource(name: name, text: text))
    if !parsed.diagnostics.isEmpty { return parsed.diagnostics }
    let resolver = Resolver(self, module: Module(path: path), isChecking: true)
    _ = resolver.resolve(parsed.program)
    let found = resolver.diagnostics + resolver.warnings
    return found.enumerated().sorted { a, b in
      (a.element.range?.file ?? 0, a.element.range?.start ?? 0, a.offset)
        < (b.element.range?.file ?? 0, b.element.range?.start ?? 0, b.offset)
    }.map(\.element)
  }

  /// Runs a whole file, or an entry of a session (whose names stay).
  /// - Parameters:
  ///   - path: Where the source came from, so that its imports are found.
  ///   - echo: Prints the values of bare expressions; nil in scripts.
  public func run(
    name: String, text: String, path: String? = nil, echo: ((Value, Interpreter) throws -> Void)? = nil
  ) -> Outcome {
    let parsed = Parser.parse(addSource(name: name, text: text))
    return run(parsed, path: path, echo: echo)
  }

  public func run(
    _ parsed: ParseResult, path: String? = nil, echo: ((Value, Interpreter) throws -> Void)? = nil
  ) -> Outcome {
    if !parsed.diagnostics.isEmpty { return .rejected(parsed.diagnostics) }
    if path != main.path { main = Module(path: path).taking(over: main) }
    let resolver = Resolver(self, module: main, echo: echo)
    let resolved = resolver.resolve(parsed.program)
    for warning in resolver.warnings { showWarning(warning) }
    guard let code = resolved else { return .rejected(resolver.diagnostics) }
    defer { forgetUnassigned() }
    do throws(Fault) {
      try execute(code)
      return .done
    } catch {
      return error.failure.kind == .interrupted ? .interrupted(error.diagnostic) : .failed(error.diagnostic)
    }
  }

  /// Runs resolved code on a fresh frame of the value stack.
  func execute(_ code: ModuleCode) throws(Fault) {
    let outerLimit = stackLimit
    stackLimit = NativeStack.limitOfCurrentThread()
    thread.store(NativeStack.currentThread, ordering: .relaxed)
    let base = stack.top
    stack.pushUnbound(code.slotCount)
    let outerDepth = depth
    defer {
      stack.pop(to: base)
      depth = outerDepth
      stackLimit = outerLimit
      returned = .none
    }
    _ = try code.body.execute(Frame(slots: stack.base + base, interpreter: self))
  }

  /// Names that a failed entry declared but never assigned are unknown again.
  private func forgetUnassigned() {
    main.order.removeAll { name in
      guard let index = main.names[name], globals[index].isUnbound else { return false }
      main.names[name] = nil
      return true
    }
  }

  /// The value of a top-level name.
  public func global(_ name: String) -> Value? {
    main.names[name].map { globals[$0] }.flatMap { $0.isUnbound ? nil : $0 }
  }

  public var globalNames: [String] { main.order }
}

extension Module {
  func taking(over other: Module) -> Module {
    names = other.names
    order = other.order
    return self
  }
}
