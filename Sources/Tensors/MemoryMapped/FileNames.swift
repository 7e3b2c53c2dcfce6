/// How keys become names of files (tensordict's "robust" encoding): reversible, and safe on every system.
public enum FileNames {
  public static func encode(_ key: String) -> String {
    if key.isEmpty { return "%" }
    if key == "." || key == ".." { return key == "." ? "%2E" : "%2E%2E" }
    var result = String.UnicodeScalarView()
    for scalar in key.unicodeScalars {
      if scalar.value < 32 || scalar.value == 127 || "/<>:\"|?*\\ %".unicodeScalars.contains(scalar) {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        result += ("%" + (hex.count == 1 ? "0" : "") + hex).unicodeScalars
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// Whether older dumps may have used the key itself as the name: it must not lead out of the folder.
  static func isSafeRaw(_ key: String) -> Bool {
    !key.contains("/") && !key.contains("\\") && !["", ".", ".."].contains(key) && !key.utf8.contains(0)
  }
}
