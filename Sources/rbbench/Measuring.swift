import Glibc
import Tensors

/// One figure: the median, over rounds, of the mean time of one call, in microseconds.
struct Benchmark {
  let name: String
  let microseconds: Double
}

func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
}

func measure(_ name: String, calls: Int = 200, rounds: Int = 15, _ body: () throws -> Void) rethrows -> Benchmark {
  for _ in 0..<calls { try body() }
  var times: [Double] = []
  for _ in 0..<rounds {
    let start = now()
    for _ in 0..<calls { try body() }
    times.append((now() - start) / Double(calls))
  }
  return Benchmark(name: name, microseconds: times.sorted()[rounds / 2])
}
