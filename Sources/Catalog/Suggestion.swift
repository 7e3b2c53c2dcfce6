/// Finds the name that was probably meant.
public enum Suggestion {
  /// The candidate nearest to `name` by edit distance, if it is near enough to be a likely slip.
  ///
  /// Near enough is what a slip of the fingers explains: nothing in a name of one or two letters, one edit up to five
  /// (not another first letter: 'obs' is no slip of 'abs'), two up to eight, three in longer ones. A last word that names a kind
  /// (`Transform`) counts for nothing: transforms of other meanings are no slips of each other. Ties go to the earlier
  /// candidate.
  /// - Complexity: O(candidates × |name|²).
  public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    var best: (name: String, distance: Int)?
    let folded = name.lowercased()
    let kind = kinds.first { folded.hasSuffix($0) && folded.count > $0.count } ?? ""
    let length = folded.count - kind.count
    let limit = length < 3 ? 0 : length < 6 ? 1 : length < 9 ? 2 : 3
    for candidate in candidates where candidate != name {
      let other = candidate.lowercased()
      let distance = other == folded ? 0 : editDistance(folded, other, limit: limit)
      guard distance <= limit, distance < (best?.distance ?? .max) else { continue }
      if length < 6, distance > 0, !keepsBeginning(folded, other) { continue }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// Whether two begin alike, or one lacks the other's first letter, or the first two are swapped.
  private static func keepsBeginning(_ a: String, _ b: String) -> Bool {
    a.first == b.first || a.dropFirst() == b[...] || b.dropFirst() == a[...]
      || String(a.prefix(2)) == String(b.prefix(2).reversed())
  }

  /// Last words of names that tell the kind.
  private static let kinds = [
    "transform", "storage", "sampler", "writer", "replaybuffer", "collector", "wrapper", "env",
  ]

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
