using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ChargePointFw.Gate.Banned;

/// <summary>Shapes of source that take more than a word to recognise.</summary>
internal static class SourceShapes
{
    public static bool HasModifier(SyntaxNode node, SyntaxKind keyword) => node switch
    {
        MemberDeclarationSyntax member => member.Modifiers.Any(keyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(keyword),
        AnonymousFunctionExpressionSyntax function => function.Modifiers.Any(keyword),
        _ => false,
    };

    public static bool IsInterfaceMemberWithBody(SyntaxNode node)
    {
        if (node.Parent is not InterfaceDeclarationSyntax)
            return false;
        return node switch
        {
            BaseMethodDeclarationSyntax method => method.Body != null || method.ExpressionBody != null,
            PropertyDeclarationSyntax { ExpressionBody: not null } or IndexerDeclarationSyntax { ExpressionBody: not null } => true,
            BasePropertyDeclarationSyntax { AccessorList: { } list } =>
                list.Accessors.Any(accessor => accessor.Body != null || accessor.ExpressionBody != null),
            _ => false,
        };
    }

    /// <summary><c>a?.Length</c> is a Nullable, even where nobody takes its value.</summary>
    public static bool IsValueOfConditionalAccess(SyntaxNode node, SemanticModel model) =>
        node is ConditionalAccessExpressionSyntax access
        && model.GetTypeInfo(access.WhenNotNull).Type is { IsValueType: true, SpecialType: not SpecialType.System_Void };

    /// <summary><c>Type.Name</c> or <c>value.Name</c>, whether or not the device's library has it.</summary>
    public static bool IsMember(SyntaxNode node, SemanticModel model, string type, string name)
    {
        if (node is not MemberAccessExpressionSyntax access || access.Name.Identifier.ValueText != name)
            return false;
        var owner = model.GetSymbolInfo(access.Expression).Symbol as ITypeSymbol ?? model.GetTypeInfo(access.Expression).Type;
        return owner?.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.None)) == "global::" + type;
    }

    /// <summary>ToString() without a format, an operand of string +, or a hole of an interpolated string without a format.</summary>
    public static bool IsTurnedIntoText(SyntaxNode node, SemanticModel model, Predicate<ITypeSymbol> isSuch)
    {
        return node switch
        {
            InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToString" } access } =>
                Is(access.Expression),
            BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression) && IsText(sum) => Is(sum.Left) || Is(sum.Right),
            AssignmentExpressionSyntax sum when sum.IsKind(SyntaxKind.AddAssignmentExpression) && IsText(sum) => Is(sum.Right),
            InterpolationSyntax { FormatClause: null } hole => Is(hole.Expression),
            _ => false,
        };

        bool Is(ExpressionSyntax part) => model.GetTypeInfo(part).Type is { } type && isSuch(type);
        bool IsText(ExpressionSyntax part) => model.GetTypeInfo(part).Type?.SpecialType == SpecialType.System_String;
    }

    public static bool IsEnum(ITypeSymbol type) => type.TypeKind == TypeKind.Enum;

    public static bool IsReal(ITypeSymbol type) => type.SpecialType is SpecialType.System_Double or SpecialType.System_Single;
}
