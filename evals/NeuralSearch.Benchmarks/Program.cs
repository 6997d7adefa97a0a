using BenchmarkDotNet.Running;
using NeuralSearch.Benchmarks;
using NeuralSearch.Benchmarks.Kernels;

// Every kernel of this assembly, or those that `--filter` names.
Type[] benchmarks =
[
    .. typeof(IKernel).Assembly.GetTypes()
        .Where(type => type.IsValueType && typeof(IKernel).IsAssignableFrom(type))
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .Select(kernel => typeof(KernelBenchmark<>).MakeGenericType(kernel)),
];
BenchmarkSwitcher.FromTypes(benchmarks).Run(args, new InstructionSets());
