import Catalog
import Tensors

/// Batches that were made ahead, with the rows that they were drawn from.
enum PrefetchDump {
  static func encode(_ jobs: [PrefetchJob], folder: String) throws(Failure) -> [JSONValue] {
    var codec = TreeCodec(folder: folder)
    var result: [JSONValue] = []
    for job in jobs {
      // A batch that failed is drawn anew after loading.
      guard let outcome = job.outcome, case .success(let data) = outcome, case .success(let draw) = job.draw else {
        break
      }
      var object = JSONObject()
      object["batch_size"] = .int(job.batchSize)
      object["cells"] = try codec.encode(.tensor(draw.cells))
      object["is_coordinates"] = .bool(draw.isCoordinates)
      object["info"] = try codec.encode(.dict(draw.info))
      object["data"] = try codec.encode(data)
      result.append(.object(object))
    }
    return result
  }

  static func decode(
    _ values: [JSONValue], folder: String, cells count: Int, from storage: any Storage, _ pipeline: Pipeline
  ) throws(Failure) -> [PrefetchJob] {
    let codec = TreeCodec(folder: folder)
    var jobs: [PrefetchJob] = []
    for value in values {
      guard let size = value["batch_size"]?.int, case .tensor(let cells) = try codec.decode(value["cells"] ?? .null),
        case .dict(let info) = try codec.decode(value["info"] ?? .null), let data = value["data"],
        cells.dtype == .int64, try integers(of: cells).allSatisfy({ (0..<count).contains($0) })
      else { throw .value("the batches made ahead in '\(folder)' are damaged") }
      let draw = Draw(cells: cells, info: info, isCoordinates: value["is_coordinates"]?.bool ?? false)
      jobs.append(
        PrefetchJob(draw: draw, data: try codec.decode(data), batchSize: size, storage: storage, pipeline: pipeline))
    }
    return jobs
  }
}
