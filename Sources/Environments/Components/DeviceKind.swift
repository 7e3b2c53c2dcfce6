import Catalog
import ReplayBuffers
import Tensors

extension FieldKind where Value == Device {
  /// "cpu", or the device itself.
  /// - Throws: `RuntimeError` for the name of another one.
  public static var device: FieldKind {
    FieldKind(.either([.string, .object("device")])) { (data, label) throws(Failure) -> Device in
      switch data {
      case .string(let name):
        guard let device = Device(rawValue: name) else {
          throw .runtime("there is one device here, \"cpu\"", argument: label)
        }
        return device
      case .object(let object as DeviceReference): return object.device
      default: throw .mismatch(label, .either([.string, .object("device")]), data)
      }
    } encode: {
      .object(DeviceReference($0))
    }.written {
      PythonText.repr($0.rawValue)
    }
  }
}
