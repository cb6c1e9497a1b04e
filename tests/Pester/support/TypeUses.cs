#nullable enable

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace HeatmapPS.Tests;

/// <summary>Which types of an assembly use which others of it: in base types, signatures, locals, attributes and code.</summary>
/// <remarks>Constants and members of enumerations are numbers after compilation, so that a use of them alone leaves no trace.</remarks>
public sealed class TypeUses : IDisposable
{
    private static readonly OpCode[] OneByte = new OpCode[256], TwoByte = new OpCode[256];

    private readonly PEReader _image;
    private readonly MetadataReader _reader;
    private readonly Dictionary<string, HashSet<string>> _uses = [];
    private HashSet<string> _current = [];

    static TypeUses()
    {
        foreach (System.Reflection.FieldInfo field in typeof(OpCodes).GetFields())
        {
            if (field.GetValue(null) is not OpCode code) { continue; }
            ushort value = unchecked((ushort)code.Value);
            (value >> 8 == 0xFE ? TwoByte : OneByte)[value & 0xFF] = code;
        }
    }

    public TypeUses(string path)
    {
        _image = new PEReader(new MemoryStream(File.ReadAllBytes(path)));
        _reader = _image.GetMetadataReader();
    }

    /// <summary>The full name of each outermost type of the assembly, with those that it uses, itself left out.</summary>
    public IReadOnlyDictionary<string, string[]> Read()
    {
        foreach (TypeDefinitionHandle handle in _reader.TypeDefinitions)
        {
            string name = NameOf(handle);
            if (name.StartsWith('<') || name.Contains(".<")) { continue; }
            if (!_uses.TryGetValue(name, out HashSet<string>? uses)) { _uses.Add(name, uses = []); }
            _current = uses;
            Visit(_reader.GetTypeDefinition(handle));
            uses.Remove(name);
        }

        return _uses.ToDictionary(pair => pair.Key, pair => pair.Value.Order(StringComparer.Ordinal).ToArray());
    }

    public void Dispose() => _image.Dispose();

    private void Visit(TypeDefinition type)
    {
        Use(type.BaseType);
        foreach (InterfaceImplementationHandle item in type.GetInterfaceImplementations())
            { Use(_reader.GetInterfaceImplementation(item).Interface); }
        foreach (FieldDefinitionHandle item in type.GetFields())
            { _reader.GetFieldDefinition(item).DecodeSignature(new Signatures(this), null); }
        foreach (PropertyDefinitionHandle item in type.GetProperties())
            { _reader.GetPropertyDefinition(item).DecodeSignature(new Signatures(this), null); }
        VisitAttributes(type.GetCustomAttributes());
        VisitConstraints(type.GetGenericParameters());
        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodDefinition method = _reader.GetMethodDefinition(handle);
            method.DecodeSignature(new Signatures(this), null);
            VisitAttributes(method.GetCustomAttributes());
            VisitConstraints(method.GetGenericParameters());
            if (method.RelativeVirtualAddress != 0) { Visit(_image.GetMethodBody(method.RelativeVirtualAddress)); }
        }
    }

    private void VisitAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle item in attributes) { Use(_reader.GetCustomAttribute(item).Constructor); }
    }

    private void VisitConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterHandle parameter in parameters)
        {
            foreach (GenericParameterConstraintHandle item in _reader.GetGenericParameter(parameter).GetConstraints())
            {
                Use(_reader.GetGenericParameterConstraint(item).Type);
            }
        }
    }

    private void Visit(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
            { _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(new Signatures(this), null); }
        foreach (ExceptionRegion region in body.ExceptionRegions) { Use(region.CatchType); }
        BlobReader code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            byte first = code.ReadByte();
            OpCode instruction = first == 0xFE ? TwoByte[code.ReadByte()] : OneByte[first];
            switch (instruction.OperandType)
            {
                case OperandType.InlineNone: break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar: code.Offset += 1; break;
                case OperandType.InlineVar: code.Offset += 2; break;
                case OperandType.InlineI8 or OperandType.InlineR: code.Offset += 8; break;
                case OperandType.InlineSwitch:
                    // The count is read first: it moves the offset, too.
                    int targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Use(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                default: code.Offset += 4; break;
            }
        }
    }

    // A type, a member of one, or what is made of either.
    private void Use(EntityHandle handle)
    {
        if (handle.IsNil) { return; }
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition: _current.Add(NameOf((TypeDefinitionHandle)handle)); break;
            case HandleKind.TypeSpecification: _reader.GetTypeSpecification((TypeSpecificationHandle)handle)
                .DecodeSignature(new Signatures(this), null); break;
            case HandleKind.MethodDefinition: Use(_reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()); break;
            case HandleKind.FieldDefinition: Use(_reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()); break;
            case HandleKind.MemberReference:
                MemberReference member = _reader.GetMemberReference((MemberReferenceHandle)handle);
                Use(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Method) { member.DecodeMethodSignature(new Signatures(this), null); }
                else { member.DecodeFieldSignature(new Signatures(this), null); }
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Use(method.Method);
                method.DecodeSignature(new Signatures(this), null);
                break;
            default: break;
        }
    }

    // A nested type counts as the one around it.
    private string NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        while (type.IsNested) { type = _reader.GetTypeDefinition(type.GetDeclaringType()); }
        string space = _reader.GetString(type.Namespace), name = _reader.GetString(type.Name);
        return space.Length == 0 ? name : $"{space}.{name}";
    }

    // Notes each type that a signature names.
    private sealed class Signatures(TypeUses owner) : ISignatureTypeProvider<int, object?>
    {
        public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            owner.Use(handle);
            return 0;
        }

        public int GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind)
        {
            owner.Use(handle);
            return 0;
        }

        public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 0;
        public int GetArrayType(int elementType, ArrayShape shape) => 0;
        public int GetByReferenceType(int elementType) => 0;
        public int GetFunctionPointerType(MethodSignature<int> signature) => 0;
        public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;
        public int GetGenericMethodParameter(object? context, int index) => 0;
        public int GetGenericTypeParameter(object? context, int index) => 0;
        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;
        public int GetPinnedType(int elementType) => 0;
        public int GetPointerType(int elementType) => 0;
        public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;
        public int GetSZArrayType(int elementType) => 0;
    }
}
