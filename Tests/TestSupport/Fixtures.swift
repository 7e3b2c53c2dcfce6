import Foundation

/// Finds the files that tests read, from the place of this source file.
public enum Fixtures {
  /// The package's root folder.
  public static let root: URL = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  public static func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  public static func text(_ path: String) throws -> String {
    try String(contentsOf: url(path), encoding: .utf8)
  }

  /// A JSON object of `Tests/TensorsTests/Vectors`: its `cases`.
  public static func vectorCases(_ name: String) throws -> [[String: Any]] {
    let data = try Data(contentsOf: url("Tests/TensorsTests/Vectors/\(name).json"))
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return object?["cases"] as? [[String: Any]] ?? []
  }

  /// JSON's true or false, as `JSONSerialization` gives it; nil for anything else, 0 and 1 included, which `as? Bool`
  /// would take.
  public static func flag(_ value: Any?) -> Bool? {
    guard let number = value as? NSNumber, String(cString: number.objCType) == "c" else { return nil }
    return number.boolValue
  }
}
