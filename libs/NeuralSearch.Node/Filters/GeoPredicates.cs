using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Payload;

namespace NeuralSearch.Node.Filters;

/// <summary>A position in degrees, read from a payload object <c>{lon, lat}</c>.</summary>
internal readonly record struct Position(double Lon, double Lat)
{
    public static Position From(GeoPoint point) => new(point.Lon, point.Lat);

    public static bool TryRead(PayloadValue value, out Position position)
    {
        position = default;
        if (!value.TryGetField("lon"u8, out PayloadValue lon) || !lon.IsNumber) return false;
        if (!value.TryGetField("lat"u8, out PayloadValue lat) || !lat.IsNumber) return false;
        position = new Position(lon.Number, lat.Number);
        return true;
    }
}

/// <summary>Strictly nearer than a radius in metres, along a great circle (haversine) of the mean Earth.</summary>
internal sealed class GeoRadiusPredicate(GeoRadius circle) : IValuePredicate
{
    private const double MeanEarthRadiusMetres = 6_371_008.8;

    private readonly Position _center = Position.From(circle.Center);

    public bool UsesScalarsOnly => false;

    public bool Matches(PayloadValue value) =>
        Position.TryRead(value, out Position at) && Metres(_center, at) < circle.Radius;

    internal static double Metres(Position a, Position b)
    {
        double latA = double.DegreesToRadians(a.Lat), latB = double.DegreesToRadians(b.Lat);
        double sinLat = Math.Sin((latB - latA) / 2);
        double sinLon = Math.Sin(double.DegreesToRadians(b.Lon - a.Lon) / 2);
        double h = sinLat * sinLat + Math.Cos(latA) * Math.Cos(latB) * sinLon * sinLon;
        return 2 * MeanEarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }
}

/// <summary>Strictly inside a box; a box whose left edge lies east of its right one crosses the antimeridian.</summary>
internal sealed class GeoBoundingBoxPredicate(GeoBoundingBox box) : IValuePredicate
{
    private readonly Position _topLeft = Position.From(box.TopLeft);
    private readonly Position _bottomRight = Position.From(box.BottomRight);

    public bool UsesScalarsOnly => false;

    public bool Matches(PayloadValue value)
    {
        if (!Position.TryRead(value, out Position at)) return false;
        if (!(at.Lat < _topLeft.Lat && at.Lat > _bottomRight.Lat)) return false;
        return _topLeft.Lon > _bottomRight.Lon
            ? at.Lon > _topLeft.Lon || at.Lon < _bottomRight.Lon
            : at.Lon > _topLeft.Lon && at.Lon < _bottomRight.Lon;
    }
}

/// <summary>Inside the exterior ring and outside every interior ring; an edge belongs to neither side.</summary>
internal sealed class GeoPolygonPredicate(GeoPolygon polygon) : IValuePredicate
{
    private readonly Position[] _exterior = Ring(polygon.Exterior);
    private readonly Position[][] _interiors = [.. polygon.Interiors.Select(Ring)];

    public bool UsesScalarsOnly => false;

    public bool Matches(PayloadValue value)
    {
        if (!Position.TryRead(value, out Position at) || Locate(_exterior, at) != Side.Inside) return false;
        foreach (Position[] interior in _interiors)
            if (Locate(interior, at) != Side.Outside) return false;
        return true;
    }

    private static Position[] Ring(GeoLineString line) => [.. line.Points.Select(Position.From)];

    // Even-odd rule by a ray towards the east, with the edges themselves told apart.
    private static Side Locate(Position[] ring, Position at)
    {
        bool inside = false;
        for (int i = 0; i + 1 < ring.Length; i++)
        {
            Position a = ring[i], b = ring[i + 1];
            double cross = (b.Lon - a.Lon) * (at.Lat - a.Lat) - (b.Lat - a.Lat) * (at.Lon - a.Lon);
            if (cross == 0 && at.Lon >= Math.Min(a.Lon, b.Lon) && at.Lon <= Math.Max(a.Lon, b.Lon)
                && at.Lat >= Math.Min(a.Lat, b.Lat) && at.Lat <= Math.Max(a.Lat, b.Lat)) return Side.Edge;
            if (a.Lat > at.Lat != b.Lat > at.Lat && cross > 0 == b.Lat > a.Lat) inside = !inside;
        }

        return inside ? Side.Inside : Side.Outside;
    }

    private enum Side
    {
        Outside,
        Edge,
        Inside,
    }
}
