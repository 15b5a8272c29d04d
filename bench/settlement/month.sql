-- September 2026 settled by hand-written DuckDB SQL under the built-in plan: from the plain tables to the five files.
-- Units: days since 1970, fen, millionths of a rate (ppm), ten-thousandths of a share (bp), millionths of a
-- yuan (micro).
CREATE MACRO since_day() AS 20697; -- 2026-09-01
CREATE MACRO until_day() AS 20727; -- 2026-10-01
CREATE MACRO clipped(day) AS least(greatest(day, since_day()), until_day())::INTEGER;
CREATE MACRO leaf(amount, factor, divisor) AS (CASE WHEN (amount < 0) = (factor < 0) THEN 1 ELSE -1 END)
    * (abs(amount) // divisor * abs(factor) + (abs(amount) % divisor * abs(factor) + divisor // 2) // divisor);
CREATE MACRO six_places(micro) AS CASE WHEN micro = 0 THEN '0.000000' WHEN abs(micro) < 1000000000000000000
    THEN (micro::DECIMAL(18, 0) * 0.000001::DECIMAL(6, 6))::VARCHAR
    ELSE (micro::DECIMAL(32, 0) * 0.000001::DECIMAL(6, 6))::VARCHAR END;
CREATE MACRO two_places(fen) AS fen::DECIMAL(36, 0) * 0.01::DECIMAL(2, 2);

-- Row numbers stand for ids: the files are sorted by id, so the numbers sort as the ids do. 0 is "none".
CREATE TEMP TABLE org AS
SELECT (file_row_number + 1)::INTEGER AS org_no, org_id, parent_id
FROM read_parquet('org.parquet', file_row_number = true);
CREATE TEMP TABLE staff AS
SELECT (file_row_number + 1)::INTEGER AS staff_no, staff_id, coalesce(left_on_day + 1, until_day()) AS left_day
FROM read_parquet('staff.parquet', file_row_number = true);
CREATE TEMP TABLE product AS
SELECT (file_row_number + 1)::INTEGER AS product_no, product_id, side, ftp_method, tenor_days
FROM read_parquet('product.parquet', file_row_number = true);
CREATE TEMP TABLE party AS
SELECT (file_row_number + 1)::INTEGER AS party_no, party_id FROM read_parquet('party.parquet', file_row_number = true);
CREATE TEMP TABLE account AS
SELECT (file_row_number + 1)::INTEGER AS no, account_id, party_no, org_no, product_no, opened_on_day, side
FROM read_parquet('account.parquet', file_row_number = true)
JOIN party USING (party_id) JOIN org USING (org_id) JOIN product USING (product_id);

-- Balances as spells. The rows lie in the order of their keys, so a spell ends where the account's next row begins.
CREATE TEMP TABLE stated AS
SELECT no, (org_no * 1000 + product_no)::INTEGER AS cell, on_day, balance_fen
FROM read_parquet('balance.parquet', file_row_number = true) JOIN account USING (account_id) ORDER BY file_row_number;
CREATE TEMP TABLE held AS
SELECT no, cell, CASE WHEN no < before_no THEN error('balances out of order')::INTEGER ELSE clipped(on_day) END AS d0,
    CASE WHEN no = lead(no) OVER () THEN clipped(lead(on_day) OVER ()) ELSE until_day() END::INTEGER AS d1, balance_fen,
    CASE WHEN no = before_no THEN balance_fen - before_fen ELSE balance_fen END AS change_fen
FROM (SELECT *, lag(no) OVER () AS before_no, lag(balance_fen) OVER () AS before_fen FROM stated)
WHERE (no = before_no AND balance_fen = before_fen) IS NOT TRUE;
DROP TABLE stated;

-- The spread of each account: customer rate against price, as spells. Before its first row a rate is 0.
CREATE TEMP TABLE rated AS
SELECT no, rate_ppm, d0, d1, is_first FROM (
    SELECT no, CASE WHEN no < before_no THEN error('rates out of order')::INTEGER ELSE clipped(since_day) END AS d0,
        rate_ppm,
        CASE WHEN no = lead(no) OVER () THEN clipped(lead(since_day) OVER ()) ELSE until_day() END::INTEGER AS d1,
        (no = before_no) IS NOT TRUE AS is_first
    FROM (SELECT *, lag(no) OVER () AS before_no, lag(rate_ppm) OVER () AS before_ppm FROM (
        SELECT no, since_day, annual_rate_ppm AS rate_ppm
        FROM read_parquet('rate.parquet', file_row_number = true) JOIN account USING (account_id)
        ORDER BY file_row_number))
    WHERE (no = before_no AND rate_ppm = before_ppm) IS NOT TRUE
);
INSERT INTO rated
SELECT no, 0, since_day(), d0, true FROM rated WHERE is_first AND d0 > since_day()
UNION ALL
SELECT no, 0, since_day(), until_day(), true FROM account ANTI JOIN rated USING (no) WHERE side <> 'fee';
DELETE FROM rated WHERE d0 = d1;
CREATE TEMP TABLE curve AS
SELECT product_no, ftp_method, since_day AS d0, coalesce(lead(since_day) OVER w, 100000) AS d1, price_ppm
FROM (SELECT *, lag(price_ppm) OVER w AS before_ppm
    FROM (SELECT *, annual_rate_ppm AS price_ppm FROM 'ftp.parquet' JOIN product USING (side, tenor_days))
    WINDOW w AS (PARTITION BY product_no ORDER BY since_day))
WHERE before_ppm IS NULL OR before_ppm <> price_ppm
WINDOW w AS (PARTITION BY product_no ORDER BY since_day);
CREATE TEMP TABLE locked AS
SELECT product_no, unnest(range(d0, least(d1, until_day())))::INTEGER AS opened_on_day, price_ppm
FROM curve WHERE ftp_method = 'matched';
CREATE TEMP TABLE spread AS
SELECT no, (CASE side WHEN 'deposit' THEN price_ppm - rate_ppm ELSE rate_ppm - price_ppm END)::INTEGER AS spread_ppm,
    d0, d1
FROM (
    SELECT no, side, rate_ppm, price_ppm, d0, d1
    FROM rated JOIN account USING (no) JOIN locked USING (product_no, opened_on_day)
    UNION ALL
    SELECT no, side, rate_ppm, price_ppm, greatest(r.d0, c.d0) AS d0, least(r.d1, c.d1) AS d1
    FROM rated AS r JOIN account USING (no) JOIN curve AS c USING (product_no)
    WHERE ftp_method = 'pool' AND r.d0 < c.d1 AND c.d0 < r.d1);
CREATE TEMP TABLE unpriced AS
SELECT no, until_day() AS priced_day FROM account JOIN product USING (product_no)
ANTI JOIN locked USING (product_no, opened_on_day) WHERE ftp_method = 'matched' AND product.side <> 'fee'
UNION ALL
SELECT no, first_day FROM account JOIN (
    SELECT product_no, coalesce(min(d0), until_day()) AS first_day FROM product LEFT JOIN curve USING (product_no)
    WHERE product.ftp_method = 'pool' AND side <> 'fee' GROUP BY product_no HAVING first_day > since_day()
) USING (product_no);
SELECT error('a balance has no transfer price') FROM held JOIN unpriced USING (no)
WHERE balance_fen <> 0 AND d0 < d1 AND d0 < priced_day;
DROP TABLE rated;

-- Who is credited with what share: a key is a party's number, or minus an account's where it has rows of its own.
CREATE TEMP TABLE running AS
SELECT party_no, no, staff_no, share_bp, d0, d1, least(d1, left_day) AS credited_until FROM (
    SELECT party_id, 0 AS no, staff_id, share_bp, since_day, until_day FROM 'assignment.parquet'
    WHERE account_id IS NULL
    UNION ALL
    SELECT party_id, no, staff_id, share_bp, since_day, until_day FROM 'assignment.parquet'
    JOIN account USING (account_id))
JOIN party USING (party_id) JOIN staff USING (staff_id),
LATERAL (SELECT clipped(since_day) AS d0, clipped(coalesce(until_day, until_day())) AS d1) WHERE d0 < d1;
CREATE TEMP TABLE special AS
SELECT no, party_no FROM account SEMI JOIN (SELECT no FROM running WHERE no > 0) USING (no);
CREATE TEMP TABLE cut AS
SELECT DISTINCT party_no FROM running WHERE no = 0 AND (d0 > since_day() OR credited_until < until_day());
CREATE TEMP TABLE gap AS
SELECT no, party_no, day AS g0, next_day AS g1 FROM (
    SELECT no, day, sum(sum(step)) OVER w AS level, lead(day, 1, until_day()) OVER w AS next_day FROM (
        SELECT no, since_day() AS day, 0 AS step FROM special
        UNION ALL SELECT no, d0, 1 FROM running WHERE no > 0
        UNION ALL SELECT no, d1, -1 FROM running WHERE no > 0)
    GROUP BY no, day WINDOW w AS (PARTITION BY no ORDER BY day))
JOIN special USING (no) WHERE level = 0 AND day < next_day;
CREATE TEMP TABLE claim AS
SELECT party_no AS key, staff_no, share_bp, d0, credited_until AS d1 FROM running SEMI JOIN cut USING (party_no)
WHERE no = 0 AND d0 < credited_until
UNION ALL
SELECT -no, staff_no, share_bp, d0, credited_until FROM running WHERE no > 0 AND d0 < credited_until
UNION ALL
SELECT -gap.no, staff_no, share_bp, greatest(d0, g0), least(credited_until, g1) FROM running JOIN gap USING (party_no)
WHERE running.no = 0 AND greatest(d0, g0) < least(credited_until, g1);
CREATE TEMP TABLE share AS
SELECT key, staff_no, level::SMALLINT AS share_bp, day AS d0, next_day AS d1 FROM (
    SELECT key, staff_no, day, sum(step) OVER w AS level, lead(day, 1, until_day()) OVER w AS next_day FROM (
        SELECT key, staff_no, day, sum(step) AS step FROM (
            SELECT key, staff_no, d0 AS day, share_bp AS step FROM claim
            UNION ALL SELECT key, staff_no, d1, -share_bp FROM claim WHERE d1 < until_day()
            UNION ALL SELECT key, 0, d0, -share_bp FROM claim
            UNION ALL SELECT key, 0, d1, share_bp FROM claim WHERE d1 < until_day()
            UNION ALL SELECT party_no, 0, since_day(), 10000 FROM cut
            UNION ALL SELECT -no, 0, since_day(), 10000 FROM special)
        GROUP BY ALL HAVING sum(step) <> 0)
    WINDOW w AS (PARTITION BY key, staff_no ORDER BY day))
WHERE level <> 0
UNION ALL
SELECT party_no, staff_no, sum(share_bp)::SMALLINT, since_day(), until_day() FROM running
ANTI JOIN cut USING (party_no) WHERE no = 0
GROUP BY party_no, staff_no
UNION ALL
SELECT party_no, 0, (10000 - coalesce(claimed, 0))::SMALLINT, since_day(), until_day() FROM party
ANTI JOIN cut USING (party_no)
LEFT JOIN (SELECT party_no, sum(share_bp) AS claimed FROM running WHERE no = 0 GROUP BY party_no) USING (party_no)
WHERE coalesce(claimed, 0) <> 10000;
CREATE TEMP TABLE served AS
SELECT no, staff_no, share_bp, d0, d1
FROM account ANTI JOIN special USING (no) JOIN share ON key = party_no
UNION ALL
SELECT -key, staff_no, share_bp, d0, d1 FROM share WHERE key < 0;

-- Leaves, each rounded once, and their sums by account and person.
CREATE TEMP TABLE margin AS
SELECT no, staff_no, sum(balance_days)::BIGINT AS balance_days, sum(leaf(balance_days, spread_ppm, 360000000))::BIGINT
    AS margin
FROM (
    SELECT no, staff_no, spread_ppm,
        balance_fen * share_bp * (least(held.d1, rule.d1) - greatest(held.d0, rule.d0)) AS balance_days
    FROM held JOIN (
        SELECT no, staff_no, share_bp, spread_ppm, greatest(served.d0, spread.d0) AS d0, least(served.d1, spread.d1)
            AS d1
        FROM served JOIN spread USING (no) WHERE served.d0 < spread.d1 AND spread.d0 < served.d1
    ) AS rule USING (no)
    WHERE held.d0 < rule.d1 AND rule.d0 < held.d1 AND balance_fen <> 0)
GROUP BY no, staff_no;
DROP TABLE spread;
CREATE TEMP TABLE graded AS
SELECT no, class IN ('substandard', 'doubtful', 'loss') AS bad,
    coalesce((pd_ppm * lgd_ppm + 5000) // 10000, 0) AS rho, clipped(since_day) AS d0,
    lead(clipped(since_day), 1, until_day()) OVER (PARTITION BY no ORDER BY since_day) AS d1
FROM 'risk.parquet' JOIN account USING (account_id) WHERE since_day < until_day() AND side = 'loan';
CREATE TEMP TABLE losing AS
SELECT no, rho, d0, lead(d0, 1, until_day()) OVER w AS d1 FROM (
    SELECT *, lag(rho) OVER w AS before FROM graded WHERE d0 < d1 WINDOW w AS (PARTITION BY no ORDER BY d0))
WHERE before IS NULL OR before <> rho WINDOW w AS (PARTITION BY no ORDER BY d0);
CREATE TEMP TABLE loan AS SELECT held.* FROM held SEMI JOIN graded USING (no)
WHERE balance_fen <> 0 AND held.d0 < held.d1;
CREATE TEMP TABLE loss AS
SELECT no, staff_no, sum(leaf(loan_days, rho, 36000000000))::BIGINT AS expected_loss
FROM (
    SELECT no, staff_no, rho, balance_fen * share_bp * (least(loan.d1, served.d1, losing.d1)
        - greatest(loan.d0, served.d0, losing.d0)) AS loan_days
    FROM loan JOIN losing USING (no) JOIN served USING (no)
    WHERE rho <> 0 AND greatest(loan.d0, served.d0, losing.d0) < least(loan.d1, served.d1, losing.d1))
GROUP BY no, staff_no;
CREATE TEMP TABLE npl AS
SELECT no, staff_no, sum(balance_fen * share_bp * (least(loan.d1, served.d1, graded.d1)
    - greatest(loan.d0, served.d0, graded.d0)))::BIGINT AS npl_days
FROM loan JOIN graded USING (no) JOIN served USING (no)
WHERE bad AND greatest(loan.d0, served.d0, graded.d0) < least(loan.d1, served.d1, graded.d1)
GROUP BY no, staff_no;
CREATE TEMP TABLE charged AS
SELECT party_id, account_id, on_day, amount_fen FROM 'fee.parquet' WHERE on_day >= since_day() AND on_day < until_day();
CREATE TEMP TABLE fee AS
SELECT party_no, no, staff_no, sum(amount_fen * share_bp)::BIGINT AS fee FROM (
    SELECT party_no, no, staff_no, amount_fen, share_bp
    FROM charged JOIN account USING (account_id) JOIN served USING (no) WHERE on_day >= d0 AND on_day < d1
    UNION ALL
    SELECT party_no, 0, staff_no, amount_fen, share_bp
    FROM charged JOIN party USING (party_id) JOIN share ON key = party_no
    WHERE account_id IS NULL AND on_day >= d0 AND on_day < d1)
GROUP BY party_no, no, staff_no;
DROP TABLE served;
CREATE TEMP TABLE other AS
SELECT no, staff_no, sum(expected_loss)::BIGINT AS expected_loss, sum(fee)::BIGINT AS fee, sum(npl_days)::BIGINT
    AS npl_days
FROM (
    SELECT no, staff_no, expected_loss, 0 AS fee, 0 AS npl_days FROM loss
    UNION ALL SELECT no, staff_no, 0, 0, npl_days FROM npl
    UNION ALL SELECT no, staff_no, 0, fee, 0 FROM fee WHERE no > 0)
GROUP BY no, staff_no;
CREATE TEMP TABLE credit AS
SELECT party_no, no, staff_no, account_id, side, org_no, balance_days, margin, expected_loss, fee, npl_days FROM (
    SELECT no, staff_no, coalesce(balance_days, 0) AS balance_days, coalesce(margin, 0) AS margin,
        coalesce(expected_loss, 0) AS expected_loss, coalesce(fee, 0) AS fee, coalesce(npl_days, 0) AS npl_days
    FROM margin FULL JOIN other USING (no, staff_no))
JOIN account USING (no)
WHERE balance_days <> 0 OR margin <> 0 OR expected_loss <> 0 OR fee <> 0 OR npl_days <> 0
UNION ALL
SELECT party_no, 0, staff_no, NULL, 'fee', 0, 0, 0, 0, fee, 0 FROM fee WHERE no = 0 AND fee <> 0;
DROP TABLE margin;

-- The five files.
COPY (
    SELECT party_id, account_id, staff_id, side, six_places(balance_days) AS balance_days, six_places(margin) AS margin,
        six_places(expected_loss) AS expected_loss, six_places(fee) AS fee
    FROM credit JOIN party USING (party_no) LEFT JOIN staff USING (staff_no) ORDER BY party_no, no, staff_no
) TO 'account_credit.csv' (FORMAT csv, HEADER true);

CREATE TEMP TABLE summed AS
SELECT staff_no, sum(balance_days) FILTER (side = 'deposit') AS deposit_days, sum(balance_days) FILTER (side = 'loan')
    AS loan_days, sum(margin) FILTER (side = 'deposit') AS deposit_margin, sum(margin) FILTER (side = 'loan')
        AS loan_margin,
    sum(expected_loss) AS expected_loss, sum(fee) AS fee, sum(npl_days) AS npl_days
FROM credit GROUP BY staff_no;
CREATE TEMP TABLE spent AS
SELECT staff_id, sum(amount_fen) AS expense_fen FROM 'expense.parquet'
WHERE on_day >= since_day() AND on_day < until_day() GROUP BY staff_id;
CREATE TEMP TABLE paid AS
SELECT *, CASE WHEN coalesce(loan_days, 0) <= 0 OR npl_days * 100 <= loan_days THEN 10000
    WHEN npl_days * 50 <= loan_days THEN 8000 WHEN npl_days * 100 <= loan_days * 3 THEN 5000
    WHEN npl_days * 20 <= loan_days THEN 0 ELSE -5000 END::BIGINT AS quality_bp,
    -- P = 4 % and Q = 5 %: millionths of a yuan x millionths x ten-thousandths, so 10^14 a fen
    40000::HUGEINT * 10000 * coalesce(deposit_margin, 0) + 50000::HUGEINT * quality_bp * coalesce(loan_margin, 0)
        - coalesce(expense_fen, 0)::HUGEINT * 100000000000000 AS raw
FROM staff LEFT JOIN summed USING (staff_no) LEFT JOIN spent USING (staff_id);
COPY (
    SELECT staff_id, six_places(coalesce(deposit_days, 0)) AS deposit_balance_days,
        six_places(coalesce(loan_days, 0)) AS loan_balance_days, six_places(coalesce(deposit_margin, 0))
            AS deposit_margin,
        six_places(coalesce(loan_margin, 0)) AS loan_margin, six_places(coalesce(expected_loss, 0)) AS expected_loss,
        six_places(coalesce(fee, 0)) AS fee, quality_bp::DECIMAL(9, 0) * 0.0001::DECIMAL(4, 4) AS quality,
        two_places(coalesce(expense_fen, 0)) AS expense,
        two_places(greatest((raw + 50000000000000) // 100000000000000, 0)) AS bonus
    FROM paid ORDER BY staff_no
) TO 'staff_result.csv' (FORMAT csv, HEADER true);
COPY (
    SELECT party_id, six_places(coalesce(deposit_days, 0)) AS deposit_balance_days,
        six_places(coalesce(loan_days, 0)) AS loan_balance_days, six_places(coalesce(margin, 0)) AS margin,
        six_places(coalesce(expected_loss, 0)) AS expected_loss, six_places(coalesce(fee, 0)) AS fee
    FROM (SELECT party_no FROM account UNION SELECT party_no FROM charged JOIN party USING (party_id))
    JOIN party USING (party_no) LEFT JOIN (
        SELECT party_no, sum(balance_days) FILTER (side = 'deposit') AS deposit_days,
            sum(balance_days) FILTER (side = 'loan') AS loan_days, sum(margin) AS margin,
            sum(expected_loss) AS expected_loss, sum(fee) AS fee
        FROM credit GROUP BY party_no) USING (party_no) ORDER BY party_no
) TO 'party_result.csv' (FORMAT csv, HEADER true);
COPY (
    WITH RECURSIVE below AS (
        SELECT org_id AS top_id, org_id, org_no FROM org
        UNION ALL SELECT top_id, org.org_id, org.org_no FROM below JOIN org ON org.parent_id = below.org_id
    ), own AS (
        SELECT org_no, sum(balance_days) FILTER (side = 'deposit') AS deposit_days,
            sum(balance_days) FILTER (side = 'loan') AS loan_days, sum(margin) AS margin,
            sum(expected_loss) AS expected_loss
        FROM credit WHERE org_no > 0 GROUP BY org_no)
    SELECT top_id AS org_id, six_places(coalesce(sum(deposit_days), 0)) AS deposit_balance_days,
        six_places(coalesce(sum(loan_days), 0)) AS loan_balance_days, six_places(coalesce(sum(margin), 0)) AS margin,
        six_places(coalesce(sum(expected_loss), 0)) AS expected_loss
    FROM below LEFT JOIN own USING (org_no) GROUP BY top_id ORDER BY top_id
) TO 'org_result.csv' (FORMAT csv, HEADER true);
COPY (
    WITH moved AS (SELECT cell, d0 AS on_day, sum(change_fen) AS change_fen FROM held GROUP BY ALL),
    days AS (SELECT unnest(range(since_day(), until_day()))::INTEGER AS on_day),
    book AS (
        SELECT org_id, product_id, on_day,
            sum(coalesce(change_fen, 0)) OVER (PARTITION BY cell ORDER BY on_day) AS book_fen
        FROM (SELECT DISTINCT cell FROM moved) CROSS JOIN days LEFT JOIN moved USING (cell, on_day)
        JOIN org ON org_no = cell // 1000 JOIN product ON product_no = cell % 1000)
    SELECT DATE '1970-01-01' + on_day AS on, org_id, product_id, two_places(coalesce(book_fen, 0)) AS book,
        two_places(balance_fen) AS ledger, two_places(coalesce(book_fen, 0) - balance_fen) AS difference
    FROM 'ledger.parquet' LEFT JOIN book USING (on_day, org_id, product_id)
    WHERE on_day >= since_day() AND on_day < until_day() AND coalesce(book_fen, 0) <> balance_fen
    ORDER BY on_day, org_id, product_id
) TO 'tieout.csv' (FORMAT csv, HEADER true);
