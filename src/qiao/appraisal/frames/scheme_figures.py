"""The one question behind schemes' figures, in the engine's words: leaves, bases, emptied accounts, EVA of loans.

Constants only; every id travels as a value. Sums are whole numbers in millionths; a division rounds down, once a row.
"""

LEAVES = """
WITH leaf AS (
    SELECT m.month, m.days, c.staff_id, c.account_id, c.side, c.balance_days_micro::HUGEINT AS balance_days_micro,
        c.margin_micro::HUGEINT AS margin_micro, c.fee_micro, c.expected_loss_micro::HUGEINT AS expected_loss_micro,
        c.npl_days_micro
    FROM read_parquet($credit, filename = true, hive_partitioning = false) c JOIN asked m ON c.filename = m.file
), whole AS (
    SELECT month, any_value(days) AS days, account_id, any_value(side) AS side,
        sum(balance_days_micro)::HUGEINT AS balance_days_micro, sum(margin_micro)::HUGEINT AS margin_micro,
        sum(expected_loss_micro)::HUGEINT AS expected_loss_micro
    FROM leaf WHERE account_id <> '' GROUP BY month, account_id
), base AS ({base}), sold AS (
    SELECT a.account_id, a.party_id, a.product_id, p.side
    FROM {accounts} a LEFT JOIN read_parquet($product, hive_partitioning = false) p USING (product_id)
), gone AS ({gone}), paid AS ({paid}), worth AS ({worth}), led AS (
    SELECT leaf.month, leaf.staff_id, leaf.account_id, leaf.side, leaf.balance_days_micro, leaf.margin_micro,
        leaf.fee_micro, leaf.expected_loss_micro, leaf.npl_days_micro,
        {base_days} AS base_days_micro, {worth_margin} AS worth_micro, {eva} AS eva_micro
    FROM leaf {joins}
    UNION ALL
    SELECT month, staff_id, account_id, side, 0, 0, 0, 0, 0, base_days_micro, 0, 0 FROM gone
)
SELECT month, staff_id, coalesce(sold.product_id, '') AS product_id,
    sum(CASE WHEN led.side = 'deposit' THEN balance_days_micro ELSE 0 END)::DECIMAL(38, 0) AS deposit_days,
    sum(CASE WHEN led.side = 'loan' THEN balance_days_micro ELSE 0 END)::DECIMAL(38, 0) AS loan_days,
    sum(CASE WHEN led.side = 'deposit' THEN margin_micro ELSE 0 END)::DECIMAL(38, 0) AS deposit_margin,
    sum(CASE WHEN led.side = 'loan' THEN margin_micro ELSE 0 END)::DECIMAL(38, 0) AS loan_margin,
    sum(worth_micro)::DECIMAL(38, 0) AS loan_margin_worth,
    sum(eva_micro)::DECIMAL(38, 0) AS eva,
    sum(fee_micro)::DECIMAL(38, 0) AS fees,
    sum(expected_loss_micro)::DECIMAL(38, 0) AS expected_loss,
    sum(npl_days_micro)::DECIMAL(38, 0) AS npl_days,
    sum(CASE WHEN led.side = 'deposit' THEN base_days_micro ELSE 0 END)::DECIMAL(38, 0) AS deposit_base_days,
    sum(CASE WHEN led.side = 'loan' THEN base_days_micro ELSE 0 END)::DECIMAL(38, 0) AS loan_base_days
FROM led LEFT JOIN sold USING (account_id)
WHERE staff_id <> '' AND ($everybody OR staff_id IN (SELECT unnest($people::VARCHAR[])))
GROUP BY month, staff_id, product_id ORDER BY month, staff_id, product_id LIMIT {most}
"""
OF_WHOLE = "LEFT JOIN whole USING (month, account_id) "
OF_BASE = "LEFT JOIN base USING (account_id) "
OF_WORTH = "LEFT JOIN worth USING (month, account_id) "
BASE_DAYS = """CASE WHEN whole.balance_days_micro <> 0
            THEN coalesce(base.balance_micro, 0)::HUGEINT * leaf.days * leaf.balance_days_micro
                // whole.balance_days_micro
            ELSE 0 END"""
WORTH_MARGIN = "CASE WHEN leaf.side = 'loan' AND worth.eva_micro > 0 THEN leaf.margin_micro ELSE 0 END"
EVA = """CASE WHEN leaf.side = 'loan' AND whole.balance_days_micro <> 0
            THEN coalesce(worth.eva_micro, 0) * leaf.balance_days_micro // whole.balance_days_micro
            ELSE 0 END"""
ON_A_DAY = """
    SELECT account_id, (max_by(balance_fen, on_day) * 10000)::HUGEINT AS balance_micro
    FROM {balances} WHERE on_day <= $base_day GROUP BY account_id
"""
ON_AVERAGE = "SELECT account_id, balance_micro::HUGEINT AS balance_micro FROM averages"
AVERAGES = """
    SELECT account_id, (sum(balance_days_micro)::HUGEINT // $base_days)::DECIMAL(38, 0) AS balance_micro
    FROM read_parquet($base_credit, hive_partitioning = false) WHERE account_id <> '' GROUP BY account_id LIMIT {most}
"""
NO_BASE = "SELECT NULL::VARCHAR AS account_id, NULL::HUGEINT AS balance_micro WHERE false"
GONE = """
    WITH emptied AS (
        SELECT m.month, b.account_id, b.balance_micro FROM asked m CROSS JOIN base b
        WHERE b.balance_micro <> 0 AND NOT EXISTS (
            SELECT 1 FROM whole w
            WHERE w.month = m.month AND w.account_id = b.account_id AND w.balance_days_micro <> 0
        )
    )
    SELECT month, staff_id, account_id, side, sum(balance_micro * share_days // 10000) AS base_days_micro
    FROM (
        SELECT *, max(own) OVER (PARTITION BY month, account_id) AS any_own FROM (
            SELECT m.month, s.account_id, s.side, b.balance_micro, a.staff_id,
                (a.account_id IS NOT NULL)::INTEGER AS own,
                a.share_bp::HUGEINT * (least(coalesce(a.until_day, m.until_day), m.until_day)
                    - greatest(a.since_day, m.since_day)) AS share_days
            FROM emptied b JOIN asked m ON m.month = b.month JOIN sold s ON s.account_id = b.account_id
            JOIN read_parquet($serving, filename = true, hive_partitioning = false) a
                ON a.filename = m.serving AND a.party_id = s.party_id
                AND (a.account_id IS NULL OR a.account_id = s.account_id)
                AND a.since_day < m.until_day AND coalesce(a.until_day, m.until_day) > m.since_day
        )
    ) WHERE own = any_own GROUP BY month, staff_id, account_id, side
"""
NOBODY_GONE = """
    SELECT NULL::VARCHAR AS month, NULL::VARCHAR AS staff_id, NULL::VARCHAR AS account_id, NULL::VARCHAR AS side,
        0::HUGEINT AS base_days_micro WHERE false
"""
PAID = """
    SELECT m.month, b.account_id, sum(b.balance_fen::HUGEINT * r.annual_rate_ppm
        * (least(b.until_day, r.until_day, m.until_day) - greatest(b.on_day, r.since_day, m.since_day))) // 36000
        AS interest_micro
    FROM (
        SELECT account_id, on_day, until_day, balance_fen FROM {balances}
        WHERE on_day < (SELECT max(until_day) FROM asked) AND until_day > (SELECT min(since_day) FROM asked)
            AND account_id IN (SELECT account_id FROM sold WHERE side = 'loan')
    ) b
    JOIN {rates} r ON r.account_id = b.account_id AND r.since_day < b.until_day AND r.until_day > b.on_day
    JOIN asked m ON greatest(b.on_day, r.since_day) < m.until_day AND least(b.until_day, r.until_day) > m.since_day
    GROUP BY m.month, b.account_id
"""
NOTHING_PAID = "SELECT NULL::VARCHAR AS month, NULL::VARCHAR AS account_id, 0::HUGEINT AS interest_micro WHERE false"
WORTH = """
    SELECT w.month, w.account_id,
        (w.margin_micro - coalesce(p.interest_micro, 0) * $added_tax * (1000000 + $surcharge)
                // ((1000000 + $added_tax)::HUGEINT * 1000000)
            - w.balance_days_micro * $operating_cost // 360000000 - w.expected_loss_micro)
            * (1000000 - $income_tax) // 1000000
        - w.balance_days_micro * $risk_weight * $capital // 1000000000000 * $capital_cost // 360000000 AS eva_micro
    FROM whole w LEFT JOIN paid p USING (month, account_id) WHERE w.side = 'loan'
"""
EXPENSES = """
SELECT m.month, e.staff_id, e.kind, (sum(e.amount_fen) * 10000)::DECIMAL(38, 0) AS expense
FROM {expenses} e JOIN asked m ON e.on_day >= m.since_day AND e.on_day < m.until_day
WHERE $everybody OR e.staff_id IN (SELECT unnest($people::VARCHAR[]))
GROUP BY m.month, e.staff_id, e.kind ORDER BY m.month, e.staff_id, e.kind LIMIT {most}
"""
