// What every peer has in common: it reads base rows and queries, and answers commands on standard input.
//
//   PROGRAM BASE.fbin QUERIES.fbin ip|l2 M EF_CONSTRUCTION SEED
//
// .fbin: int32 n, int32 d, then n x d float32, row-major, little-endian. ip expects rows of unit length.
//
//   (at start)                  ready CODES NAME VERSION REMARK...     (CODES: what the graph is traversed on)
//   build [ROWS]                built WALL_SECONDS CPU_SECONDS         (all rows, or the first so many)
//   insert ROWS                 inserted WALL_SECONDS CPU_SECONDS      (the next so many; by hnswlib alone)
//   memory                      memory ANONYMOUS_BYTES FILE_BYTES      (resident now, more than before `build`)
//   filter BITMAPS WORDS        filtered BITMAPS
//     then uint64 bitmap[BITMAPS][WORDS], then int32 number[queries]: of row r, bit r mod 64 of word r / 64 says
//     whether it may be returned; a query has the bitmap of its number. `filter 0 0` takes the filter away.
//   search EF K THREADS QUERIES answers QUERIES WALL_NS CPU_NS LATENCIES PLANS
//                               then int32 id[QUERIES][K] (-1: none), then uint32 ns[LATENCIES]
//                               (PLANS: PLAN=QUERIES,... where an engine says how it searched, else -)
//   quit                        (ends)
//
// evals/NeuralSearch.Evals/Ann/Engines/EngineHost.cs is the same in C#, for the engine of this repository: both load
// their rows before `build`, and count the memory that has been added since; both measure the CPU time of the threads
// that searched, and each query's time on its own.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <time.h>
#include <vector>

namespace peer {

struct Rows {
    int count = 0, dimensions = 0;
    std::vector<float> values;
    const float *row(int i) const { return values.data() + static_cast<size_t>(i) * dimensions; }

    static Rows read(const char *path) {
        std::ifstream file(path, std::ios::binary);
        int32_t header[2];
        if (!file.read(reinterpret_cast<char *>(header), sizeof header))
            throw std::runtime_error(std::string("cannot read ") + path);
        Rows rows{header[0], header[1], std::vector<float>(static_cast<size_t>(header[0]) * header[1])};
        if (!file.read(reinterpret_cast<char *>(rows.values.data()), rows.values.size() * sizeof(float)))
            throw std::runtime_error(std::string(path) + " is shorter than its header says");
        return rows;
    }
};

struct Parameters {
    bool inner_product;
    int m, ef_construction, seed;
};

/// The rows that a query may return.
struct Filter {
    const uint64_t *bits;
    bool operator()(size_t row) const { return bits[row >> 6] >> (row & 63) & 1; }
};

/// A bitmap for each query; several queries may share one.
struct Filters {
    size_t words = 0;
    std::vector<uint64_t> bits;
    std::vector<int32_t> number;
    bool any() const { return !number.empty(); }
    Filter of(int query) const { return {bits.data() + number[query] * words}; }

    static Filters read(std::istream &arguments, std::istream &input, const Rows &base, const Rows &queries) {
        Filters filters;
        size_t bitmaps = 0;
        if (!(arguments >> bitmaps >> filters.words) ||
            (bitmaps > 0 && filters.words != (static_cast<size_t>(base.count) + 63) / 64))
            throw std::runtime_error("filter takes BITMAPS WORDS, a word for every 64 rows");
        if (bitmaps == 0) return filters;
        filters.bits.resize(bitmaps * filters.words);
        filters.number.resize(queries.count);
        input.read(reinterpret_cast<char *>(filters.bits.data()), filters.bits.size() * sizeof(uint64_t));
        input.read(reinterpret_cast<char *>(filters.number.data()), filters.number.size() * sizeof(int32_t));
        for (int32_t number : filters.number)
            if (!input || number < 0 || static_cast<size_t>(number) >= bitmaps)
                throw std::runtime_error("a query's filter is none of those that were sent");
        return filters;
    }
};

/// A library under measurement.
class Engine {
  public:
    virtual ~Engine() = default;
    virtual void build(const Rows &rows) = 0;
    /// Adds the rows first ... last - 1 to those that are there.
    virtual void insert(const Rows &, int /*first*/, int /*last*/) {
        throw std::runtime_error("this peer does not insert here");
    }
    virtual void set_ef(int ef) = 0;
    /// The k nearest, nearest first, -1 where there are fewer. Called by several threads at a time.
    virtual void search(const float *query, int k, int thread, int32_t *ids) = 0;
    /// The same among the rows that the filter lets pass.
    virtual void search(const float *, int /*k*/, int /*thread*/, const Filter &, int32_t * /*ids*/) {
        throw std::runtime_error("this peer has no filter here");
    }
    /// True if a call for one query has a cost that a call for many has once: then `search_all` is measured.
    virtual bool takes_batches() const { return false; }
    virtual void search_all(const Rows &, int /*count*/, int /*k*/, int /*threads*/, int32_t * /*ids*/) {}
};

inline int64_t nanoseconds(clockid_t clock) {
    timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

/// What of the process is in memory: its own, and pages of files, which the system may drop.
struct Memory {
    int64_t anonymous = 0, file = 0;

    static Memory now() {
        Memory memory;
        std::ifstream status("/proc/self/status");
        for (std::string name; status >> name; status.ignore(256, '\n')) {
            int64_t kilobytes = 0;
            if (name == "RssAnon:" && status >> kilobytes) memory.anonymous = kilobytes * 1024;
            else if (name == "RssFile:" && status >> kilobytes) memory.file = kilobytes * 1024;
        }
        return memory;
    }
};

/// Does something and says how long it took.
template <typename Work> void timed(const char *answer, Work work) {
    int64_t wall = nanoseconds(CLOCK_MONOTONIC), cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    work();
    wall = nanoseconds(CLOCK_MONOTONIC) - wall;
    cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    std::cout << answer << ' ' << wall * 1e-9 << ' ' << cpu * 1e-9 << std::endl;
}

inline void search(Engine &engine, const Rows &queries, const Filters &filters, std::istream &arguments) {
    int ef = 0, k = 0, threads = 0, count = 0;
    if (!(arguments >> ef >> k >> threads >> count) || ef < 1 || k < 1 || threads < 1 || count < 1 ||
        count > queries.count)
        throw std::runtime_error("search takes EF K THREADS QUERIES, each at least 1, and no more queries than there are");
    std::vector<int32_t> ids(static_cast<size_t>(count) * k, -1);
    std::vector<uint32_t> latencies(engine.takes_batches() ? 0 : count);
    std::vector<int64_t> cpu_of_thread(threads);
    engine.set_ef(ef);
    auto work = [&](int thread) {
        int64_t cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
        for (int q = thread; q < count; q += threads) {
            int64_t start = nanoseconds(CLOCK_MONOTONIC);
            int32_t *found = &ids[static_cast<size_t>(q) * k];
            if (filters.any()) engine.search(queries.row(q), k, thread, filters.of(q), found);
            else engine.search(queries.row(q), k, thread, found);
            latencies[q] = static_cast<uint32_t>(
                std::min<int64_t>(nanoseconds(CLOCK_MONOTONIC) - start, UINT32_MAX));
        }
        cpu_of_thread[thread] = nanoseconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
    };
    int64_t wall = nanoseconds(CLOCK_MONOTONIC), cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    if (engine.takes_batches()) {
        if (filters.any()) throw std::runtime_error("this peer has no filter here");
        engine.search_all(queries, count, k, threads, ids.data());
        cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    } else {
        std::vector<std::thread> others;
        for (int t = 1; t < threads; t++) others.emplace_back(work, t);
        work(0);
        for (auto &other : others) other.join();
        cpu = 0;
        for (int64_t each : cpu_of_thread) cpu += each;
    }
    wall = nanoseconds(CLOCK_MONOTONIC) - wall;
    std::cout << "answers " << count << ' ' << wall << ' ' << cpu << ' ' << latencies.size() << " -\n";
    std::cout.write(reinterpret_cast<const char *>(ids.data()), ids.size() * sizeof(int32_t));
    std::cout.write(reinterpret_cast<const char *>(latencies.data()), latencies.size() * sizeof(uint32_t));
    std::cout.flush();
}

/// Runs a peer; `create` makes the engine from (parameters, dimensions, rows, most threads).
template <typename Create> int run(int argc, char **argv, const std::string &introduction, Create create) {
    try {
        std::ios::sync_with_stdio(false);
        if (argc != 7) throw std::runtime_error("usage: BASE.fbin QUERIES.fbin ip|l2 M EF_CONSTRUCTION SEED");
        std::string metric = argv[3];
        if (metric != "ip" && metric != "l2") throw std::runtime_error("the metric is ip or l2, not " + metric);
        Parameters parameters{metric == "ip", std::stoi(argv[4]), std::stoi(argv[5]), std::stoi(argv[6])};
        Rows base = Rows::read(argv[1]), queries = Rows::read(argv[2]);
        if (base.dimensions != queries.dimensions) throw std::runtime_error("rows and queries differ in dimensions");
        std::unique_ptr<Engine> engine = create(parameters, base.dimensions, base.count);
        std::cout << "ready " << introduction << std::endl;
        Memory before;
        Filters filters;
        const int all = base.count;
        for (std::string line; std::getline(std::cin, line);) {
            std::istringstream words(line);
            std::string command;
            words >> command;
            if (command == "build") {
                int count = all;
                if (words >> count && (count < 1 || count > all))
                    throw std::runtime_error("build takes no more rows than there are");
                base.count = words ? count : all;
                before = Memory::now();
                timed("built", [&] { engine->build(base); });
            } else if (command == "insert") {
                int count = 0;
                if (!(words >> count) || count < 1 || count > all - base.count)
                    throw std::runtime_error("insert takes no more rows than are left");
                timed("inserted", [&] { engine->insert(base, base.count, base.count + count); });
                base.count += count;
            } else if (command == "memory") {
                Memory now = Memory::now();
                std::cout << "memory " << now.anonymous - before.anonymous << ' ' << now.file - before.file << std::endl;
            } else if (command == "filter") {
                filters = Filters::read(words, std::cin, base, queries);
                std::cout << "filtered " << (filters.words == 0 ? 0 : filters.bits.size() / filters.words) << std::endl;
            } else if (command == "search") search(*engine, queries, filters, words);
            else if (command == "quit") break;
            else throw std::runtime_error("unknown command: " + line);
        }
        return 0;
    } catch (const std::exception &error) {
        std::cerr << error.what() << std::endl;
        return 1;
    }
}

} // namespace peer
