namespace NeuralSearch.UnitTests.Deploy;

/// <summary>The values with which the chart is tried.</summary>
internal static class ChartValues
{
    public const string Default = "{}";

    public const string OwnNode = "vectors: { mode: own-node }";

    public const string External = """
        vectors:
          mode: external
          external: { endpoints: "http://a.example.org:6334,http://b.example.org:6334" }
        """;

    public const string Everything = """
        images:
          registry: registry.example.org/search/
          tag: "1.2.3"
          pullPolicy: Always
          pullSecrets: [{ name: registry-key }]
        secrets: { existingSecret: my-keys }
        config: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4317" }
        shutdownDelay: "00:00:15"
        terminationGracePeriodSeconds: 45
        query:
          replicas: 1
          service: { type: LoadBalancer, annotations: { example.org/scheme: internal } }
          config: { NeuralSearch__Http__Port: "7700", OTEL_EXPORTER_OTLP_ENDPOINT: "http://other:4317" }
          nodeSelector: { disk: ssd }
          tolerations: [{ key: dedicated, operator: Exists }]
          affinity: { podAntiAffinity: {} }
        embedding: { replicas: 4, resources: {} }
        ingestion: { storage: { size: 1Gi, className: fast } }
        qdrant: { replicas: 5, storage: { size: 100Gi, className: fast } }
        """;

    /// <summary>All of them by the names that tests show.</summary>
    public static readonly IReadOnlyDictionary<string, string> ByName = new Dictionary<string, string>
    {
        [nameof(Default)] = Default,
        [nameof(OwnNode)] = OwnNode,
        [nameof(External)] = External,
        [nameof(Everything)] = Everything,
    };
}
