using System.IO.Compression;
using System.Runtime.InteropServices;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Ann;

public sealed class VectorFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Floats_are_read_as_they_were_written()
    {
        string path = Path.Combine(_folder.Path, "rows.fbin");
        VectorFiles.WriteFloats(path, Sets.Matrix([[1, -2.5f, 3], [4, 5, 1e-30f]]));

        RowMatrix all = VectorFiles.ReadFloats(path);
        RowMatrix first = VectorFiles.ReadFloats(path, limit: 1);

        Assert.Equal((2, 3), (all.Count, all.Dimensions));
        Assert.Equal([1, -2.5f, 3, 4, 5, 1e-30f], all.Values.ToArray());
        Assert.Equal([1, -2.5f, 3], first.Values.ToArray());
    }

    [Fact]
    public void Bytes_become_the_numbers_that_they_are()
    {
        string path = Write("rows.u8bin", [2, 2], [0, 255, 7, 128]);

        Assert.Equal([0, 255, 7, 128], VectorFiles.ReadBytes(path).Values.ToArray());
    }

    [Fact]
    public void Truth_is_read_row_by_row()
    {
        string path = Write("gt.ibin", [2, 2], MemoryMarshal.AsBytes<int>([3, 1, 0, 2]).ToArray());

        IntMatrix truth = VectorFiles.ReadTruth(path);

        Assert.Equal([3, 1], truth[0].ToArray());
        Assert.Equal([0, 2], truth[1].ToArray());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_file_that_is_not_as_long_as_its_header_says_is_refused(int bytes)
    {
        string path = Write("rows.u8bin", [2, 2], new byte[bytes]);

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => VectorFiles.ReadBytes(path));

        Assert.Contains("2 x 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_component_that_is_not_finite_is_refused()
    {
        string path = Path.Combine(_folder.Path, "rows.fbin");
        VectorFiles.WriteFloats(path, Sets.Matrix([[1], [float.NaN]]));

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => VectorFiles.ReadFloats(path));

        Assert.Contains("row 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_are_read_out_of_their_compressed_file()
    {
        string path = Compress([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 250, 251, 252]);

        RowMatrix images = VectorFiles.ReadImages(path);

        Assert.Equal((2, 3), (images.Count, images.Dimensions));
        Assert.Equal([1, 2, 3, 250, 251, 252], images.Values.ToArray());
    }

    [Fact]
    public void Labels_are_not_images()
    {
        string path = Compress([0, 0, 8, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);

        Assert.Throws<InvalidDataException>(() => VectorFiles.ReadImages(path));
    }

    private string Write(string name, int[] header, byte[] data)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, [.. MemoryMarshal.AsBytes<int>(header), .. data]);
        return path;
    }

    private string Compress(byte[] bytes)
    {
        string path = Path.Combine(_folder.Path, "images.gz");
        using var file = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        file.Write(bytes);
        return path;
    }
}
