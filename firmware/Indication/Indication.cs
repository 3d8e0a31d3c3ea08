using ChargePointFw.Control;
using ChargePointFw.Records;

namespace ChargePointFw.Indication;

/// <summary>Follows a charge point step by step and says what its lamp and buzzer show.</summary>
public sealed class Indication
{
    private const int CardMs = IndicatorTable.Steps * IndicatorTable.StepMs;

    private long patternSinceMs;
    private long cardUntilMs;
    private IndicatedState state;
    private ChargingState formerState;
    private int formerSession;

    /// <summary>What is shown now.</summary>
    public IndicatedState State => state;

    /// <summary>Which lamps are on, as <see cref="IndicatorTable"/>'s bits.</summary>
    /// <param name="inputs">What the step has read.</param>
    /// <param name="outputs">What it wants.</param>
    public int Step(Inputs inputs, Outputs outputs)
    {
        IndicatedState next = Lasting(inputs, outputs);
        if (inputs.TokenHash != 0)
        {
            bool isTaken = outputs.SessionNumber != formerSession || (formerSession != 0 && outputs.ChargingState != formerState);
            next = isTaken ? IndicatedState.CardTaken : IndicatedState.CardRefused;
            cardUntilMs = inputs.NowMs + CardMs;
            patternSinceMs = inputs.NowMs;
            state = next;
        }
        else if (inputs.NowMs < cardUntilMs)
        {
            next = state;
        }

        formerSession = outputs.SessionNumber;
        formerState = outputs.ChargingState;
        patternSinceMs = next == state ? patternSinceMs : inputs.NowMs;
        state = next;
        long step = (inputs.NowMs - patternSinceMs) / IndicatorTable.StepMs;
        return IndicatorTable.On(state, (int)(step % IndicatorTable.Steps));
    }

    private static IndicatedState Lasting(Inputs inputs, Outputs outputs)
    {
        if (outputs.ConnectorStatus == ConnectorStatus.Faulted)
        {
            return IndicatedState.Faulted;
        }

        if (outputs.ConnectorStatus == ConnectorStatus.Unavailable)
        {
            return IndicatedState.Unavailable;
        }

        return outputs.SessionNumber == 0
            ? inputs.IsVehicleConnected ? IndicatedState.Connected : IndicatedState.Free
            : outputs.ChargingState == ChargingState.SuspendedEVSE ? IndicatedState.Waiting
            : outputs.ChargingState == ChargingState.SuspendedEV ? IndicatedState.VehiclePauses
            : IndicatedState.Charging;
    }
}
