import Catalog
import Tensors

extension ReplayBuffer {
  /// Items by index, collated (unless one is meant) and transformed, as `rb[index]` gives them. With several storage
  /// dimensions the index counts along `dimExtend`, and that dimension comes first in the data again.
  public func get(_ index: StorageIndex) throws(Failure) -> Tree {
    let (rows, pipeline) = try readRows(index)
    return try pipeline.whole(rows)
  }

  private func readRows(_ index: StorageIndex) throws(Failure) -> (Tree, Pipeline) {
    return try locked { (parts) throws(Failure) -> (Tree, Pipeline) in
      var isCoordinates = false
      if case .coordinates(let parts) = index { isCoordinates = parts.count > 1 }
      var rows = try storageValue.read(index, dimension: isCoordinates ? 0 : dimExtend)
      if dimExtend > 0, !index.isSingle, !isCoordinates { rows = try transposed(rows) }
      let collate = index.isSingle ? nil : customCollate ?? storageValue.defaultCollate
      return (rows, Pipeline(collate: collate, transforms: transform.children))
    }
  }

  /// Overwrites items that are there, as `rb[index] = value` does. The number of items does not change, and priorities
  /// stay.
  public func set(_ index: StorageIndex, _ value: Tree) throws(Failure) {
    var value = value
    if transform.hasInverse {
      guard let changed = try transform.inverse(value) else { return }
      value = changed
    }
    try settled { (parts) throws(Failure) in
      if dimExtend > 0, !index.isSingle { value = try transposed(value) }
      defer {
        let rows = dimExtend == 0 ? try? index.resolved(count: storageValue.rowCount) : nil
        storageValue.listeners.notifyAssigned(rows, in: storageValue)
      }
      try storageValue.assign(value, at: index, dimension: dimExtend)
    }
  }
}
