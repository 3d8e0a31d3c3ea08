using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Provision.Identity;

namespace ChargePointFw.Provision.Flash;

/// <summary>What a board is flashed with.</summary>
/// <param name="Port">Serial port, such as /dev/ttyUSB0.</param>
/// <param name="ImageFile">The program's image.</param>
/// <param name="Target">nanoff's target where the board knows several; null: the board's own.</param>
/// <param name="Wifi">Name and password of the Wi-Fi, where the board has no Ethernet.</param>
public sealed record FlashOrder(string Port, string ImageFile, string? Target, (string Ssid, string Password)? Wifi);

/// <summary>Puts firmware, program, configuration and network on a board: everything is checked before the first byte is written.</summary>
public sealed class Flashing(Vault vault, Nanoff nanoff, Action<string> say)
{
    public void Flash(ChargePointIdentity identity, FlashOrder order)
    {
        BoardFacts board = BoardFacts.Of(identity.Board);
        if (identity.State == IdentityState.Revoked)
        {
            throw new ProvisionException($"{identity} is revoked: the broker would refuse it. 'rotate' gives it new keys.");
        }

        if (board.Network == NetworkKind.WiFi && order.Wifi is null)
        {
            throw new ProvisionException($"the board {board.Name} has Wi-Fi: say --wifi-ssid, with the password in CPFW_WIFI_PASSWORD.");
        }

        DeviceConfiguration configuration = identity.Configuration(vault);
        string? trouble = board.Abilities.TroubleWith(configuration);
        if (trouble is not null)
        {
            throw new ProvisionException($"{identity.ConfigurationPath(vault)}: {trouble}");
        }

        DeviceImage image = DeviceImage.Read(order.ImageFile);
        image.RequireFor(board);
        string target = order.Target ?? board.Target;
        if (!target.StartsWith("ESP32", StringComparison.Ordinal))
        {
            throw new ProvisionException($"{target} is no target of an ESP32; the board {board.Name} takes {board.Target}.");
        }

        string files = Deployment.WriteFiles(vault, identity, order.Port);
        string network = Deployment.WriteNetwork(vault, identity, order.Port, board.Network == NetworkKind.WiFi ? order.Wifi : null);
        say($"{identity} on {board.Name}: {image.Bytes} bytes of {board.DeploymentBytes}, {image.Assemblies.Count} assemblies");
        nanoff.Run("1 of 3, firmware and program", "--target", target, "--update", "--serialport", order.Port, "--deploy", "--image", Path.GetFullPath(order.ImageFile));
        nanoff.Run("2 of 3, configuration", "--target", target, "--serialport", order.Port, "--filedeployment", files);
        nanoff.Run("3 of 3, network", "--target", target, "--serialport", order.Port, "--networkdeployment", network);
    }
}
