SELECT setval('invoice_no', 1);
