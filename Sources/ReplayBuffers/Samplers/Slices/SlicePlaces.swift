import Catalog
import Tensors

extension TrajectorySource {
  /// The places where slices of a batch could begin, over all trajectories; 0 where trajectories cannot be told.
  /// - Throws: `RuntimeError` where the batch cannot be divided into slices.
  /// - Complexity: O(trajectories).
  mutating func places(_ options: SliceOptions, _ storage: any Storage, batchSize: Int) throws(Failure) -> Int {
    guard storage.count > 0 else { return 0 }
    let length = try options.layout(batchSize: batchSize).length
    do throws(Failure) {
      return try withBoundaries(of: storage) { boundaries in
        (0..<boundaries.count).reduce(0) { total, number in
          total + options.places(of: boundaries.trajectory(number).length, length)
        }
      }
    } catch {
      return 0
    }
  }
}

extension SliceOptions {
  /// Where a slice can begin in a trajectory of so many rows.
  func places(of rows: Int, _ length: Int) -> Int {
    max(rows - length + 1, strictLength || rows == 0 ? 0 : 1)
  }
}

extension SlicingSampler {
  func places(_ storage: any Storage, batchSize: Int) throws(Failure) -> Int {
    try source.places(options, storage, batchSize: batchSize)
  }

  public func sampleableCount(in storage: any Storage, batchSize: Int) throws(Failure) -> Int {
    try locked(with: storage) { () throws(Failure) in try places(storage, batchSize: batchSize) }
  }
}
