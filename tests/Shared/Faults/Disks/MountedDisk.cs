using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NeuralSearch.Testing.Faults.Disks;

/// <summary>A file system of its own, small or in a file, that is unmounted and removed at the end. Root on Linux only.</summary>
public sealed partial class MountedDisk : IAsyncDisposable
{
    private const ulong Ext4Shutdown = 0x8004587D; // _IOR('X', 125, __u32)
    private const uint NoLogFlush = 2;
    private const int Attempts = 50;

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _mount;
    private bool _isMounted;

    private MountedDisk(params string[] mount) => _mount = mount;

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder.Combine("disk");

    /// <summary>Why disks cannot be mounted here, or null.</summary>
    public static string? WhyAbsent => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
        ? null
        : "only root on Linux can mount a disk";

    /// <summary>A disk in memory.</summary>
    /// <param name="options">Of tmpfs, such as <c>size=16m</c>.</param>
    /// <exception cref="NotSupportedException">It cannot be mounted here.</exception>
    public static Task<MountedDisk> InMemoryAsync(string options) =>
        MountAsync(new MountedDisk("-t", "tmpfs", "-o", options, "tmpfs"));

    /// <summary>A disk with ext4 in a file.</summary>
    /// <exception cref="NotSupportedException">It cannot be mounted here.</exception>
    public static async Task<MountedDisk> Ext4Async(int megabytes)
    {
        string image = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"neuralsearch-{Guid.NewGuid():N}.ext4");
        await using (FileStream file = File.Create(image)) file.SetLength((long)megabytes << 20);
        var disk = new MountedDisk("-o", "loop,errors=remount-ro", image) { Image = image };
        if (await RunAsync("mkfs.ext4", "-q", image) is { } reason)
        {
            await disk.DisposeAsync();
            throw new NotSupportedException($"ext4 cannot be made here: {reason}");
        }

        return await MountAsync(disk);
    }

    private string? Image { get; init; }

    /// <summary>
    /// Stops ext4 as a power cut does: what is not on disk never gets there, and every later call fails.
    /// </summary>
    public void CutPower()
    {
        using var directory = new SafeFileHandle(Open(Path, 0), ownsHandle: true);
        uint flags = NoLogFlush;
        if (directory.IsInvalid || IoControl(directory, Ext4Shutdown, ref flags) != 0)
            throw new NotSupportedException($"ext4 cannot be shut down here: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Unmounts it, which forgets what was only in memory, and mounts it again.</summary>
    public async Task RemountAsync()
    {
        await UnmountAsync();
        await MountAsync(this);
    }

    /// <summary>
    /// Lets ext4 find an error in itself, upon which it becomes read-only, also for files that are open for writing.
    /// </summary>
    public async Task BecomeReadOnlyAsync()
    {
        string device = (await File.ReadAllLinesAsync("/proc/self/mounts"))
            .Select(line => line.Split(' '))
            .First(fields => fields[1] == Path)[0];
        string trigger = $"/sys/fs/ext4/{System.IO.Path.GetFileName(device)}/trigger_fs_error";
        if (!File.Exists(trigger)) throw new NotSupportedException($"ext4 has no {trigger} here");
        await File.WriteAllTextAsync(trigger, "1");
    }

    /// <summary>Takes all the space there is, until <see cref="Free"/>.</summary>
    public void Fill()
    {
        using var file = new FileStream(NewBallast(), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (int bytes = 1 << 20; bytes >= 4_096; bytes /= 2)
            for (byte[] block = new byte[bytes]; TryWrite(file, block);)
                continue;
    }

    /// <summary>Takes all names that the disk can still hold, until <see cref="Free"/>.</summary>
    public void FillNames()
    {
        try
        {
            while (true) File.Create(NewBallast()).Dispose();
        }
        catch (IOException)
        {
            return; // full
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void Free()
    {
        foreach (string ballast in Directory.GetFiles(Path, "ballast-*")) File.Delete(ballast);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await UnmountAsync();
        if (Image is not null) File.Delete(Image);
        _folder.Dispose();
    }

    private string NewBallast() => System.IO.Path.Combine(Path, $"ballast-{Guid.NewGuid():N}");

    private static bool TryWrite(FileStream file, byte[] block)
    {
        try
        {
            file.Write(block);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<MountedDisk> MountAsync(MountedDisk disk)
    {
        Directory.CreateDirectory(disk.Path);
        if (await RunAsync("mount", [.. disk._mount, disk.Path]) is { } reason)
        {
            await disk.DisposeAsync();
            throw new NotSupportedException($"a disk cannot be mounted here: {reason}");
        }

        disk._isMounted = true;
        return disk;
    }

    // A process that was just killed may hold its files for a moment.
    private async Task UnmountAsync()
    {
        string? reason = null;
        for (int attempt = 0; _isMounted && attempt < Attempts; attempt++)
        {
            reason = await RunAsync("umount", Path);
            if (reason is null) _isMounted = false;
            else await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        if (_isMounted) throw new InvalidOperationException($"{Path} cannot be unmounted: {reason}");
    }

    private static async Task<string?> RunAsync(string command, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : $"{command}: {errors.Trim()} (exit status {process.ExitCode})";
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoControl(SafeFileHandle file, ulong request, ref uint argument);
}
