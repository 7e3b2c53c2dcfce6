extension SourceWriter {
  /// The row of `OperatorTable` an expression belongs to; -1 for those looser than every operator.
  private func level(_ kind: Expression.Kind) -> Int {
    switch kind {
    case .conditional: -1
    case .function(let literal): if case .expression = literal.body { -1 } else { OperatorTable.power }
    case .or: OperatorTable.level("disjunction")
    case .and: OperatorTable.level("conjunction")
    case .unary(.not, _): OperatorTable.negation
    case .unary: OperatorTable.signed
    case .int(let value) where value < 0: OperatorTable.signed
    case .comparison: OperatorTable.comparison
    case .binary(let operation, _, _): level(operation)
    default: OperatorTable.postfix
    }
  }

  private func level(_ operation: BinaryOperator) -> Int {
    Token.Kind(rawValue: operation.rawValue).flatMap(OperatorTable.infixLevel) ?? OperatorTable.postfix
  }

  /// Writes a value where a statement takes several without parentheses.
  mutating func writeBare(_ expression: Expression) {
    if case .tuple(let elements) = expression.kind, elements.count > 1 {
      list(elements) { $0.write($1) }
    } else {
      write(expression)
    }
  }

  /// Writes an expression, in parentheses where it binds less tightly than `minimum`.
  mutating func write(_ expression: Expression, _ minimum: Int = -1) {
    guard level(expression.kind) >= minimum else {
      text += "("
      write(expression)
      text += ")"
      return
    }
    switch expression.kind {
    case .none: text += "None"
    case .ellipsis: text += "..."
    case .bool(let value): text += value ? "True" : "False"
    case .int(let value): text += String(value)
    case .float(let value): text += value.isInfinite ? "1e999" : String(value)
    case .string(let value): writeString(value)
    case .formatted(let parts): writeFormatted(parts)
    case .name(let name): text += name
    case .list(let elements):
      text += "["
      list(elements) { $0.write($1) }
      text += "]"
    case .tuple(let elements):
      text += "("
      list(elements) { $0.write($1) }
      text += elements.count == 1 ? ",)" : ")"
    case .dict(let entries):
      text += "{"
      list(entries) { $0.write($1) }
      text += "}"
    case .listComprehension(let value, let clauses):
      text += "["
      write(value)
      write(clauses)
      text += "]"
    case .dictComprehension(let key, let value, let clauses):
      text += "{"
      write(.pair(key: key, value: value))
      write(clauses)
      text += "}"
    case .function(let literal): write(literal)
    case .call(let base, let arguments):
      writeBase(base)
      text += "("
      list(arguments) { $0.write($1) }
      text += ")"
    case .index(let base, let index): writeIndex(base, index)
    case .slice(let lower, let upper, let step):
      if let lower { write(lower) }
      text += ":"
      if let upper { write(upper) }
      if let step {
        text += ":"
        write(step)
      }
    case .attribute(let base, let name, _): writeAttribute(base, name)
    default: writeOperation(expression)
    }
  }

  private mutating func writeOperation(_ expression: Expression) {
    let own = level(expression.kind)
    switch expression.kind {
    case .unary(let sign, let operand):
      text += sign == .not ? "not " : sign.rawValue
      // The least integer is one token pair: '-' before its digits.
      if sign == .minus, case .int = operand.kind { write(operand, OperatorTable.power) } else { write(operand, own) }
    case .binary(.power, let left, let right):
      write(left, OperatorTable.postfix)
      text += " ** "
      write(right, OperatorTable.signed)
    case .binary(let operation, let left, let right): writeInfix(operation.rawValue, own, left, right)
    case .and(let left, let right): writeInfix("and", own, left, right)
    case .or(let left, let right): writeInfix("or", own, left, right)
    case .comparison(let first, let links):
      write(first, own + 1)
      for link in links {
        text += " \(link.operation.rawValue) "
        write(link.operand, own + 1)
      }
    case .conditional(let condition, let then, let otherwise):
      write(then, 0)
      text += " if "
      write(condition, 0)
      text += " else "
      write(otherwise)
    default: break
    }
  }

  private mutating func writeInfix(_ symbol: String, _ level: Int, _ left: Expression, _ right: Expression) {
    write(left, level)
    text += " \(symbol) "
    write(right, level + 1)
  }

  private mutating func write(_ element: Expression.Element) {
    if element.isSpread { text += "*" }
    write(element.value, element.isSpread ? OperatorTable.union : -1)
  }

  private mutating func write(_ entry: Expression.DictEntry) {
    switch entry {
    case .pair(let key, let value):
      write(key)
      text += ": "
      write(value)
    case .spread(let value):
      text += "**"
      write(value, OperatorTable.union)
    }
  }

  private mutating func write(_ clauses: [Expression.ComprehensionClause]) {
    for clause in clauses {
      switch clause {
      case .each(let target, let sequence):
        text += " for "
        writeBare(target)
        text += " in "
        write(sequence, 0)
      case .condition(let condition):
        text += " if "
        write(condition, 0)
      }
    }
  }

  private mutating func write(_ argument: Expression.Argument) {
    switch argument.kind {
    case .positional: break
    case .labelled(let label, _): text += "\(label): "
    case .spread: text += "*"
    case .labelledSpread: text += "**"
    }
    write(argument.value)
  }

  /// Writes what a call, an index or an attribute applies to.
  private mutating func writeBase(_ base: Expression) {
    switch base.kind {
    case .int, .float:
      text += "("
      write(base)
      text += ")"
    default: write(base, OperatorTable.postfix)
    }
  }

  mutating func writeAttribute(_ base: Expression, _ name: String) {
    writeBase(base)
    text += "." + name
  }

  mutating func writeIndex(_ base: Expression, _ index: Expression) {
    writeBase(base)
    text += "["
    if case .tuple(let elements) = index.kind, !elements.isEmpty, !elements.contains(where: \.isSpread) {
      list(elements) { $0.write($1) }
      if elements.count == 1 { text += "," }
    } else {
      write(index)
    }
    text += "]"
  }

  mutating func write(_ literal: FunctionLiteral) {
    switch literal.body {
    case .expression(let body):
      if literal.parameters.count == 1 {
        text += literal.parameters[0].name
      } else {
        text += "(" + literal.parameters.map(\.name).joined(separator: ", ") + ")"
      }
      text += " -> "
      write(body)
    case .block(let body):
      text += "fn" + (literal.name.map { " \($0)" } ?? "") + "("
      list(literal.parameters) { writer, parameter in
        switch parameter.kind {
        case .plain: writer.text += parameter.name
        case .variadic: writer.text += "*" + parameter.name
        case .labelled: writer.text += "**" + parameter.name
        case .defaulted(let value):
          writer.text += parameter.name + ": "
          writer.write(value)
        }
      }
      text += ")"
      writeBody(body)
    }
  }
}
