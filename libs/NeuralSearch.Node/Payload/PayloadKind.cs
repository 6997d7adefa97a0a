namespace NeuralSearch.Node.Payload;

/// <summary>The kinds of a JSON value in a payload. Integers and doubles stay apart.</summary>
internal enum PayloadKind
{
    Null,
    Double,
    Integer,
    String,
    Boolean,
    Object,
    List,
}
