REVOKE SELECT ON clients FROM reporting;
