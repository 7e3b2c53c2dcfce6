/// What may be assigned to. Assignments are read as expressions first, as only the `=` after them tells.
extension TokenParser {
  /// `targets = target | target_tuple`, `target = NAME | primary "." NAME | primary "[" subscripts "]" | "(" targets ")" |
  /// "[" target_items "]"`. A `target_tuple = target "," { target "," } [ target ] | …` and `target_items = target { ","
  /// target } [ "," ] | …` have one `*` at most.
  mutating func target(_ expression: Expression) throws(Bail) -> Target {
    switch expression.kind {
    case .tuple(let elements), .list(let elements):
      guard !elements.isEmpty else { break }
      var targets: [Target] = []
      var starred: Int?
      for element in elements {
        if element.isSpread {
          guard starred == nil else {
            throw fail(.invalidTarget, "expected one starred target at most", at: element.value.range)
          }
          starred = targets.count
        }
        targets.append(try target(element.value))
      }
      return Target(.unpack(targets, starred: starred), expression.range)
    default: break
    }
    return try singleTarget(expression)
  }

  /// `single_target = NAME | primary "." NAME | primary "[" subscripts "]" | "(" single_target ")"`
  mutating func singleTarget(_ expression: Expression) throws(Bail) -> Target {
    switch expression.kind {
    case .name(let name): return Target(.name(name), expression.range)
    case .attribute(let base, let name, let range): return Target(.attribute(base, name, range), expression.range)
    case .index(let base, let index): return Target(.index(base, index), expression.range)
    case .comparison:
      throw invalidTarget(expression, "a comparison", help: "compare with '==', assign with '='")
    case .call(let callee, _):
      let isName = if case .name = callee.kind { tokens[index - 1].kind == .assign } else { false }
      throw invalidTarget(expression, "a call", help: isName ? "a function is written 'fn name(x) { … }'" : nil)
    case .bool, .none, .int, .float, .string, .formatted, .ellipsis: throw invalidTarget(expression, "a constant")
    case .tuple: throw invalidTarget(expression, "a tuple")
    case .list, .listComprehension: throw invalidTarget(expression, "a list")
    case .dict, .dictComprehension: throw invalidTarget(expression, "a dict")
    default: throw invalidTarget(expression, "an expression")
    }
  }

  private mutating func invalidTarget(_ expression: Expression, _ noun: String, help: String? = nil) -> Bail {
    fail(
      .invalidTarget, "expected a name, an attribute or an index to assign to, got \(noun)", at: expression.range,
      help: help)
  }

  /// The `targets` of `for`, which end before `in`.
  mutating func loopTargets() throws(Bail) -> Target {
    let start = index
    var elements: [Expression.Element] = []
    var isTuple = false
    repeat {
      if !elements.isEmpty {
        isTuple = true
        guard kind.startsExpression else { break }
      }
      let isSpread = accept(.star)
      elements.append(Expression.Element(try operation(OperatorTable.postfix), isSpread: isSpread))
    } while accept(.comma)
    if isTuple { return try target(Expression(.tuple(elements), range(from: start))) }
    if elements[0].isSpread { throw loneStar(at: start) }
    return try target(elements[0].value)
  }
}
