using System.Runtime.CompilerServices;

namespace HeatmapPS.Engine.Formats;

/// <summary>The strings an LZW compressor (GIF, TIFF) knows: a hash table from a code and the byte after it to a longer code.</summary>
/// <remarks>Codes have at most 12 bits, so key (20 bits) and code share one 32-bit slot; 0 is a free one.</remarks>
internal readonly struct LzwDictionary
{
    private const int SlotBits = 13;

    private readonly uint[] _slots;

    /// <summary>Creates an empty dictionary.</summary>
    public LzwDictionary() => _slots = new uint[1 << SlotBits];

    /// <summary>Forgets all strings.</summary>
    public void Clear() => Array.Clear(_slots);

    /// <summary>Finds the code of a string, or adds it.</summary>
    /// <param name="prefix">Code of all but the last byte.</param>
    /// <param name="value">The last byte.</param>
    /// <param name="newCode">Code the string gets when it is new.</param>
    /// <returns>Its code, or −1 when it was new.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindOrAdd(int prefix, byte value, int newCode)
    {
        uint[] slots = _slots;
        uint key = ((uint)prefix << 8) | value;
        uint at = (key * 0x9E3779B1) >> (32 - SlotBits);
        while (true)
        {
            uint slot = slots[at];
            if (slot >> 12 == key && slot != 0) return (int)(slot & 0xFFF);
            if (slot == 0)
            {
                slots[at] = (key << 12) | (uint)newCode;
                return -1;
            }

            at = (at + 1) & ((1 << SlotBits) - 1);
        }
    }
}
