SELECT refresh_all_totals();
