import TestSupport
import Testing

@testable import Tensors

@Suite struct PythonTextTests {
  @Test func floatsPrintAsInPython() throws {
    for item in try VectorFolder.tensors.cases(.floatText) {
      #expect(try PythonText.repr(Double(bitPattern: item.bits("float_bits"))) == item.string("text"), "\(item.place)")
      try item.finish()
    }
    #expect(PythonText.repr(-0.0) == "-0.0")
    #expect(PythonText.repr(1e16) == "1e+16")
    #expect(PythonText.repr(1e15) == "1000000000000000.0")
    #expect(PythonText.repr(123456789.123) == "123456789.123")
    #expect(PythonText.repr(0.0001) == "0.0001")
    #expect(PythonText.repr(0.00001234) == "1.234e-05")
    #expect(PythonText.repr(Double.leastNonzeroMagnitude) == "5e-324")
    #expect(PythonText.repr(-Double.infinity) == "-inf")
  }

  @Test func stringsAreQuotedAndEscapedAsInPython() {
    #expect(PythonText.repr("abc") == "'abc'")
    #expect(PythonText.repr("a\"b") == "'a\"b'")
    #expect(PythonText.repr("a'b") == "\"a'b\"")
    #expect(PythonText.repr("a'b\"") == "'a\\'b\"'")
    #expect(PythonText.repr("\n\t\r\\") == "'\\n\\t\\r\\\\'")
    #expect(PythonText.repr("\0\u{1b}\u{7f}\u{85}\u{a0}\u{ad}") == "'\\x00\\x1b\\x7f\\x85\\xa0\\xad'")
    #expect(PythonText.repr("é日😀\u{2028}\u{200b}\u{e000}\u{e0001}") == "'é日😀\\u2028\\u200b\\ue000\\U000e0001'")
    #expect(PythonText.repr("e\u{301}") == "'e\u{301}'")
    #expect(PythonText.str(.string("a\n")) == "a\n")
  }

  @Test func containersPrintAsInPython() throws {
    #expect(PythonText.repr(.list([])) == "[]")
    #expect(PythonText.repr(.tuple([])) == "()")
    #expect(PythonText.repr(.tuple([.int(1)])) == "(1,)")
    #expect(PythonText.repr(.tuple([.int(1), .int(2)])) == "(1, 2)")
    #expect(PythonText.repr(.dict([])) == "{}")
    #expect(PythonText.repr(.list([.bool(true), .bool(false), .none])) == "[True, False, None]")
    let inner = Tree.dict([(.string("d"), .none)])
    let dict = Tree.dict([(.string("a"), .int(1)), (.string("b"), .list([.int(1), .float(2)])), (.string("c"), inner)])
    #expect(PythonText.repr(dict) == "{'a': 1, 'b': [1, 2.0], 'c': {'d': None}}")
    #expect(
      PythonText.repr(.list([.size([]), .size([2, 3]), .dtype(.float32)]))
        == "[torch.Size([]), torch.Size([2, 3]), torch.float32]")
    let zeros = try Tensor.zeros([2, 2])
    let tensors = Tree.dict([(.string("a"), .tensor(zeros)), (.string("b"), .tuple([.tensor(try .zeros([], .bool))]))])
    #expect(PythonText.repr(tensors) == "{'a': tensor([[0., 0.],\n        [0., 0.]]), 'b': (tensor(False),)}")
  }

  @Test func tensorclassesPrintTheirEmptyFieldsLast() throws {
    let kind = TensorClass(name: "A", fields: ["z", "s", "n", "b"])
    let value = TensorDict(batchSize: [3], tensorClass: kind)
    value.keys = ["z", "s", "n"]
    value.entries = ["z": .tensor(try .zeros([3])), "s": .nonTensor(.string("hello")), "n": .nonTensor(.none)]
    #expect(
      value.text == """
        A(
            s=NonTensorData(data=hello, batch_size=torch.Size([3]), device=None),
            z=Tensor(shape=torch.Size([3]), device=cpu, dtype=torch.float32, is_shared=False),
            n=None,
            b=None,
            batch_size=torch.Size([3]),
            device=None,
            is_shared=False)
        """)
  }
}

extension VectorFields {
  /// The 64 bits of a float: a JSON number beyond Int's range is a string of digits.
  func bits(_ name: String) throws -> UInt64 {
    let value = try value(name)
    if let int = value.int { return UInt64(bitPattern: Int64(int)) }
    guard let bits = value.string.flatMap({ UInt64($0) }) else { throw failure("expected 64 bits for '\(name)'") }
    return bits
  }
}
