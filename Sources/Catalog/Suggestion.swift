/// Finds the name that was probably meant.
public enum Suggestion {
  /// The candidate nearest to `name` by edit distance, if it is near enough to be a likely slip.
  ///
  /// Near enough is a third of the longer name's length, at least one edit. Ties go to the earlier candidate.
  /// - Complexity: O(candidates × |name|²).
  public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    var best: (name: String, distance: Int)?
    let folded = name.lowercased()
    for candidate in candidates where candidate != name {
      let limit = max(1, max(name.count, candidate.count) / 3)
      let distance =
        candidate.lowercased() == folded ? 0 : editDistance(folded, candidate.lowercased(), limit: limit)
      guard distance <= limit, distance < (best?.distance ?? .max) else { continue }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// The help text for an unknown name: "did you mean 'x'?", or nothing.
  public static func didYouMean(_ name: String, among candidates: some Sequence<String>) -> String? {
    nearest(to: name, among: candidates).map { "did you mean '\($0)'?" }
  }

  /// Damerau-Levenshtein distance (optimal string alignment), or `limit + 1` where it is larger than `limit`.
  public static func editDistance(_ a: String, _ b: String, limit: Int) -> Int {
    let x = Array(a.utf8)
    let y = Array(b.utf8)
    guard abs(x.count - y.count) <= limit else { return limit + 1 }
    var beforePrevious: [Int] = []
    var previous = Array(0...y.count)
    for i in 0..<x.count {
      var current = [i + 1]
      current.reserveCapacity(y.count + 1)
      for j in 0..<y.count {
        var cost = min(current[j] + 1, previous[j + 1] + 1, previous[j] + (x[i] == y[j] ? 0 : 1))
        if i > 0, j > 0, x[i] == y[j - 1], x[i - 1] == y[j] { cost = min(cost, beforePrevious[j - 1] + 1) }
        current.append(cost)
      }
      beforePrevious = previous
      previous = current
    }
    return min(previous[y.count], limit + 1)
  }
}
