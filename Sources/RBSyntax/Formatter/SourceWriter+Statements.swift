extension SourceWriter {
  mutating func write(_ statement: Statement) {
    switch statement.kind {
    case .expression(let value): writeBare(value)
    case .assign(let targets, let value):
      var isUnpacking = false
      for target in targets {
        writeBare(target)
        text += " = "
        if case .unpack = target.kind { isUnpacking = true }
      }
      if isUnpacking { writeBare(value) } else { write(value) }
    case .augmentedAssign(let target, let operation, let value):
      write(target)
      text += " \(operation.rawValue)= "
      write(value)
    case .if: writeIf(statement)
    case .while(let condition, let body):
      text += "while "
      write(condition)
      writeBlock(body)
    case .for(let target, let sequence, let body):
      text += "for "
      writeBare(target)
      text += " in "
      write(sequence)
      writeBlock(body)
    case .break: text += "break"
    case .continue: text += "continue"
    case .return(let value):
      text += "return"
      if let value {
        text += " "
        writeBare(value)
      }
    case .function(let literal, _): write(literal)
    case .assert(let condition, let message):
      text += "assert "
      write(condition)
      if let message {
        text += ", "
        write(message)
      }
    case .try(let body, let name, _, let handler):
      text += "try"
      writeBlock(body)
      text += " catch" + (name.map { " \($0)" } ?? "")
      writeBlock(handler)
    case .import(let path, _):
      text += "import "
      writeString(path)
    case .moduleImport(let items): write(items)
    case .tensorclass(let name, _, let fields):
      text += "tensorclass \(name) {" + (fields.isEmpty ? "}" : " \(fields.map(\.name).joined(separator: ", ")) }")
    case .delete(let targets):
      text += "del "
      list(targets) { $0.write($1) }
    case .nonlocal(let names): text += "nonlocal " + names.map(\.name).joined(separator: ", ")
    }
  }

  private mutating func write(_ items: [ModuleImport]) {
    if let first = items.first, first.name != nil { text += "from \(first.module) " }
    text += "import "
    list(items) { writer, item in
      writer.text += (item.name ?? item.module) + (item.alias.map { " as \($0.name)" } ?? "")
    }
  }

  /// A statement in canonical form, nil for one that says nothing: at the top of a file, a Python import that binds no
  /// name of its own. Inside a block it may be the last statement, and so say that the block has no value.
  func canonical(_ statement: Statement) -> Statement? {
    guard indentation == 0, !isFlat, case .moduleImport(let items) = statement.kind else { return statement }
    let binding = items.filter { $0.alias != nil }
    return binding.isEmpty ? nil : Statement(.moduleImport(binding), statement.range)
  }

  private mutating func writeIf(_ statement: Statement) {
    guard case .if(let condition, let then, let otherwise) = statement.kind else { return }
    text += "if "
    write(condition)
    writeBlock(then)
    switch otherwise {
    case nil: break
    case .block(let block):
      text += " else"
      writeBlock(block)
    case .chained(let next):
      text += " else "
      writeIf(next)
    }
  }

  /// Writes a blank and a block.
  mutating func writeBlock(_ block: Block) {
    if block.statements.isEmpty, !hasComments(in: block) {
      text += " {}"
    } else if isFlat {
      text += " { "
      for (index, statement) in block.statements.enumerated() {
        if index > 0 { text += "; " }
        write(statement)
      }
      text += " }"
    } else {
      text += " {"
      indentation += 1
      writeStatements(block.statements, until: Int(block.range.end))
      indentation -= 1
      startLine()
      text += "}"
    }
  }

  /// Writes a function's body: a single short expression stays on the line.
  mutating func writeBody(_ block: Block) {
    if !isFlat, block.statements.count == 1, !hasComments(in: block), isSimple(block.statements[0].kind) {
      var line = SourceWriter()
      line.isFlat = true
      line.quote = quote
      line.write(block.statements[0])
      let column =
        text.utf8.count
        - (text.utf8.lastIndex(of: 0x0a).map { text.utf8.distance(from: text.startIndex, to: $0) + 1 } ?? 0)
      if column + line.text.count + 5 <= 100 {
        text += " { \(line.text) }"
        return
      }
    }
    writeBlock(block)
  }

  private func isSimple(_ kind: Statement.Kind) -> Bool {
    switch kind {
    case .expression, .return: true
    default: false
    }
  }

  // MARK: Targets

  /// Writes a target; several without parentheses.
  mutating func writeBare(_ target: Target) {
    if case .unpack(let targets, let starred) = target.kind, targets.count > 1 {
      writeTargets(targets, starred)
    } else {
      write(target)
    }
  }

  private mutating func writeTargets(_ targets: [Target], _ starred: Int?) {
    for (index, target) in targets.enumerated() {
      if index > 0 { text += ", " }
      if index == starred { text += "*" }
      write(target)
    }
  }

  mutating func write(_ target: Target) {
    switch target.kind {
    case .name(let name): text += name
    case .attribute(let base, let name, _): writeAttribute(base, name)
    case .index(let base, let index): writeIndex(base, index)
    case .unpack(let targets, let starred):
      text += "("
      writeTargets(targets, starred)
      text += targets.count == 1 ? ",)" : ")"
    }
  }
}
