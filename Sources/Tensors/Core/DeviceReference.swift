/// A device as an object that libraries carry: what `device("cpu")` is to them.
public final class DeviceReference: TreeObject {
  public let device: Device
  public init(_ device: Device) { self.device = device }
  public var text: String { "device(type='\(device.rawValue)')" }
  public func isComponent(_ kind: String) -> Bool { kind == "device" }
}
