namespace ChargePointFw.BackOffice.People;

/// <summary>What somebody does here; a person has exactly one, a page is for several. The names are stored.</summary>
[Flags]
public enum Roles
{
    None = 0,

    /// <summary>Runs charge points at a dealer: what they do now, start, stop, out of service.</summary>
    Dealer = 1,

    /// <summary>Supply, sessions, findings, settlement.</summary>
    BackOffice = 2,

    /// <summary>Boards, meters, faults.</summary>
    Technician = 4,

    /// <summary>Everything, and who may do what.</summary>
    Administrator = 8,

    /// <summary>Sees everything and changes nothing but the own password.</summary>
    Auditor = 16,

    /// <summary>Whoever is signed in.</summary>
    Everybody = Dealer | BackOffice | Technician | Administrator | Auditor,
}
